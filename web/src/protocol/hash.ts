// Digests and key derivation, all of them the browser's own.

import { ascii, concat, type Bytes } from "./bytes.ts";

export type DigestName = "SHA-1" | "SHA-256" | "SHA-384" | "SHA-512";

export async function digest(name: DigestName, ...parts: Uint8Array[]): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest(name, concat(...parts)));
}

/** `H` of the protocol. */
export function sha256(...parts: Uint8Array[]): Promise<Bytes> {
  return digest("SHA-256", ...parts);
}

/** HKDF-Extract and HKDF-Expand with SHA-256 (RFC 5869). */
export async function hkdf(key: Bytes, salt: Bytes, info: Bytes, length: number): Promise<Bytes> {
  const imported = await crypto.subtle.importKey("raw", key, "HKDF", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, imported, length * 8);
  return new Uint8Array(bits);
}

/** Identifier and secret of a record's bytes (protocol 2.3). */
export async function idAndSecret(record: Bytes): Promise<{ id: Bytes; secret: Bytes }> {
  const both = await hkdf(record, ascii("vanbang record 1"), ascii("vanbang code 1"), 32);
  return { id: both.slice(0, 16), secret: both.slice(16) };
}
