// What a page judges by: the operator's directory and anchors, never anything that a code's host offers.

import { fromBase64 } from "./bytes.ts";
import type { Directory } from "./directory.ts";
import { parseJson } from "./json.ts";
import { within } from "./limits.ts";
import { codeOf, Refused, require } from "./refused.ts";
import { parseCertificate, type Certificate } from "./signed/certificate.ts";

const CODE = "ANCHORS_INVALID";

export interface Anchors {
  /** Roots of signers. */
  signers: Certificate[];
  /** Roots of timestamp authorities. */
  timestamps: Certificate[];
}

export interface Trust extends Anchors {
  directory: Directory;
}

/** `{"format": "vanbang anchors 1", "signers": [base64 of DER …], "timestamps": […]}`. */
export async function parseAnchors(text: string): Promise<Anchors> {
  within("ANCHORS", text.length);
  const file = parseJson(text, CODE) as Record<string, unknown> | null;
  require(file !== null && file["format"] === "vanbang anchors 1", CODE, "format");
  return { signers: await certificates(file["signers"]), timestamps: await certificates(file["timestamps"]) };
}

async function certificates(list: unknown): Promise<Certificate[]> {
  require(Array.isArray(list), CODE, "a list is missing");
  return Promise.all(list.map(certificate));
}

async function certificate(text: unknown): Promise<Certificate> {
  const der = typeof text === "string" ? fromBase64(text) : null;
  require(der !== null, CODE, "base64");
  try {
    return await parseCertificate(der);
  } catch (error) {
    throw new Refused(CODE, codeOf(error));
  }
}
