// Judging a manifest (protocol 11.1): its form, who sealed it and when, and the path to an anchor.

import type { Bytes } from "./bytes.ts";
import { pinFault, type Organisation, type PinFault, type Role } from "./directory.ts";
import { parseManifest, type Manifest } from "./manifest.ts";
import { codeOf, require } from "./refused.ts";
import { atHand, bundleOf, parseBundle, provenManifestTime, type Bundle } from "./signed/bundle.ts";
import { MANIFEST_TYPE, openEnclosed, type Enclosed } from "./signed/enclosed.ts";
import { pathTo } from "./signed/path.ts";
import { statusOfChain } from "./signed/revocation.ts";
import type { Trust } from "./trust.ts";

const SKEW = 300;
const MAGIC = [0x56, 0x42, 0x4d, 0x31];

/** When a manifest was there: proven by a trusted timestamp, or only claimed by its sealer. */
export interface ManifestTime {
  source: "timestamp" | "claimed";
  /** Seconds since 1970. */
  value: number;
}

export interface Sealed {
  manifest: Manifest;
  organisation: Organisation;
  /** SHA-256 of the signer's certificate. */
  certificate: Bytes;
  time: ManifestTime;
}

export type ManifestVerdict =
  | { word: "accepted"; sealed: Sealed }
  /** Not decidable now, or known to be bad: the manifest is genuine in form, sealed by a pinned certificate. */
  | { word: "indeterminate" | "failed"; reason: string; sealed: Sealed }
  /** As if it were not there. */
  | { word: "rejected"; reason: string };

/** Judges a bundle, or a signed manifest that came alone; `at` is in seconds since 1970. */
export async function judgeManifest(file: Bytes, trust: Trust, at: number): Promise<ManifestVerdict> {
  try {
    const isBundle = MAGIC.every((byte, i) => file[i] === byte);
    return await judged(isBundle ? parseBundle(file) : bundleOf(file), trust, at);
  } catch (error) {
    return { word: "rejected", reason: codeOf(error) };
  }
}

async function judged(bundle: Bundle, trust: Trust, now: number): Promise<ManifestVerdict> {
  const enclosed = await openEnclosed(bundle.manifest, MANIFEST_TYPE);
  const manifest = await parseManifest(enclosed.content);
  require(manifest.time === enclosed.signingTime, "MANIFEST_MALFORMED", "its two times differ");
  const organisation = trust.directory.organisations.get(manifest.org);
  require(organisation !== undefined, "ORGANISATION_UNKNOWN");
  const roles: Role[] = manifest.count === 0 ? ["manifest", "delegate"] : ["manifest"];
  const proven = await provenManifestTime(bundle, enclosed, trust.timestamps, now);
  const T = proven ?? now;
  const fault = pinFault(organisation, enclosed.signer.sha256, roles, T, proven !== null);
  require(fault !== "SIGNER_NOT_OF_ORGANISATION", "SIGNER_NOT_OF_ORGANISATION");
  const sealed: Sealed = {
    manifest,
    organisation,
    certificate: enclosed.signer.sha256,
    time: proven === null ? { source: "claimed", value: manifest.time } : { source: "timestamp", value: proven },
  };
  const against = ofPin(fault) ?? (await pathFault(bundle, enclosed, trust, proven, now));
  if (against !== null) return { ...against, sealed };
  if (manifest.time > T + SKEW) return { word: "indeterminate", reason: "MANIFEST_TIME_CONTRADICTION", sealed };
  return { word: "accepted", sealed };
}

interface Against {
  word: "indeterminate" | "failed";
  reason: string;
}

function ofPin(fault: Exclude<PinFault, "SIGNER_NOT_OF_ORGANISATION"> | null): Against | null {
  if (fault === null) return null;
  return { word: fault === "KEY_COMPROMISED" ? "failed" : "indeterminate", reason: fault };
}

async function pathFault(
  bundle: Bundle,
  enclosed: Enclosed,
  trust: Trust,
  proven: number | null,
  now: number,
): Promise<Against | null> {
  const { certificates, evidence } = await atHand(bundle, bundle.bytes.length);
  const at = proven ?? now;
  const pool = [...enclosed.certificates, ...certificates];
  const path = await pathTo(enclosed.signer, pool, trust.signers, "signing", at);
  if ("fault" in path) return { word: "indeterminate", reason: path.fault };
  const status = await statusOfChain(path.chain, evidence, { at, now });
  if (status === "good") return null;
  if (status === "unknown") return { word: "indeterminate", reason: "REVOCATION_NOT_CHECKED" };
  return { word: proven === null ? "indeterminate" : "failed", reason: "REVOKED" };
}
