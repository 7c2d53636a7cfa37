// The standing of a document (protocol 9.4): only its last step says that it is in force.

import { equal, type Bytes } from "./bytes.ts";
import type { Delegation, Manifest } from "./manifest.ts";
import { batchState, entryOf, type EntryState, type Head, type Part } from "./status.ts";

/** By how much a signer's clock may be ahead of ours, in seconds. */
const SKEW = 300;
const LONGEST_SPAN = 40 * 86_400;

export type Standing =
  | { state: "in_force"; asOf: number }
  | { state: EntryState; date: number | null }
  | { state: "unknown"; reason: string; last: { state: "in_force"; asOf: number } | null }
  | { state: "not_asked" };

/** What was seen of an organisation before. */
export interface Remembered {
  epoch: number;
  seq: number;
  /** Of the head. */
  digest: Bytes;
  /** The key of the epoch, which never has another (protocol 6.2). */
  key: Bytes;
}

export interface StatusEvidence {
  head: Head;
  part: Part;
  /** The manifest that delegates the key, accepted with role manifest or delegate. */
  delegator: Manifest | "absent" | "rejected";
}

export interface Question {
  org: string;
  token: Bytes;
  /** The document's own manifest, accepted. */
  manifest: Manifest;
  epochMin: number;
  remembered: Remembered | null;
  /** Seconds since 1970. */
  at: number;
}

export interface StandingAnswer {
  standing: Standing;
  /** To be remembered from now on; null: as before. */
  remember: Remembered | null;
}

export async function standingOf(question: Question, evidence: StatusEvidence | null): Promise<StandingAnswer> {
  if (evidence === null) return unknown("STATUS_MISSING");
  const refusal = await refusalOf(question, evidence);
  if (refusal !== null) return unknown(refusal);
  const { head, part, delegator } = evidence;
  const key = typeof delegator === "object" ? delegator.delegation?.key : undefined;
  const remember = key === undefined ? null : { epoch: head.epoch, seq: head.seq, digest: head.digest, key };
  return { standing: said(question, head, part), remember };
}

function unknown(reason: string): StandingAnswer {
  return { standing: { state: "unknown", reason, last: null }, remember: null };
}

/** Steps 1 to 7: why these do not count, or null. */
async function refusalOf(question: Question, { head, part, delegator }: StatusEvidence): Promise<string | null> {
  if (delegator === "absent") return "STATUS_MISSING";
  if (delegator === "rejected") return "STATUS_KEY_UNKNOWN";
  const { batch, digest } = head.delegator;
  const key = delegator.delegation;
  const named = delegator.org === question.org && equal(delegator.batch, batch) && equal(delegator.digest, digest);
  if (!named || key === null || key.epoch !== head.epoch) return "STATUS_KEY_UNKNOWN";
  if (contradicts(question, key)) return "STATUS_KEY_UNKNOWN";
  if (head.epoch < leastEpoch(question)) return "STATUS_ROLLBACK";
  if (!(await isSignedBy(head, key.key))) return "STATUS_SIGNATURE_INVALID";
  const ofOrg = head.org === question.org && part.org === question.org;
  const inOrder = delegator.time <= head.issued && head.issued < head.validUntil && head.validUntil <= key.notAfter;
  const inTime = head.validUntil <= head.issued + LONGEST_SPAN && head.issued <= question.at + SKEW;
  if (!ofOrg || !inOrder || !inTime) return "STATUS_CLOCK";
  const before = sequenceFault(head, question.remembered);
  if (before !== null) return before;
  const listed = head.parts.get(question.manifest.list);
  const isThePart = listed !== undefined && equal(listed, part.digest) && part.list === question.manifest.list;
  return isThePart ? null : "STATUS_MISSING";
}

/** Whether another key is known for the epoch. */
function contradicts({ manifest, remembered }: Question, { epoch, key }: Delegation): boolean {
  const known = [manifest.delegation, remembered];
  return known.some((one) => one !== null && one.epoch === epoch && !equal(one.key, key));
}

function leastEpoch({ remembered, manifest, epochMin }: Question): number {
  return Math.max(remembered?.epoch ?? 0, manifest.delegation?.epoch ?? 0, epochMin);
}

/** Step 6: within one epoch the sequence never goes back. */
function sequenceFault(head: Head, remembered: Remembered | null): string | null {
  if (remembered === null || remembered.epoch !== head.epoch || head.seq > remembered.seq) return null;
  if (head.seq < remembered.seq) return "STATUS_ROLLBACK";
  return equal(head.digest, remembered.digest) ? null : "STATUS_EQUIVOCATION";
}

async function isSignedBy(head: Head, point: Bytes): Promise<boolean> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const key = await crypto.subtle.importKey("raw", point, algorithm, false, ["verify"]).catch(() => null);
  if (key === null) return false;
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, head.signature, head.bytes);
}

/** Steps 9 to 12: withdrawn and superseded are told even by a list that is out of date. */
function said({ token, manifest, at }: Question, head: Head, part: Part): Standing {
  const entry = entryOf(part, token);
  if (entry !== null) return entry;
  const batch = batchState(part, manifest.batch, manifest.digest);
  if (batch === "absent") return { state: "unknown", reason: "BATCH_NOT_LISTED", last: null };
  if (batch === "withdrawn") return { state: "withdrawn", date: null };
  if (at > head.validUntil) {
    return { state: "unknown", reason: "STATUS_STALE", last: { state: "in_force", asOf: head.issued } };
  }
  return { state: "in_force", asOf: head.issued };
}
