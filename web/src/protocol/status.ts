// Status parts and heads (protocol 9.1, 9.2): what they say, not yet whether it counts.

import { ascii, compare, concat, equal, slice, u32, type Bytes } from "./bytes.ts";
import { decodeMap, Fields } from "./cbor.ts";
import { sha256 } from "./hash.ts";
import { LIMITS, within } from "./limits.ts";
import { isOrg } from "./organisation.ts";
import { require } from "./refused.ts";

const CODE = "STATUS_MALFORMED";
const BATCH_RECORD = 25;
const ENTRY_RECORD = 22;
const SIGNATURE = 64;
/** Bytes of a head's file beside the head: magic, length, signature. */
export const AROUND_HEAD = 4 + 4 + SIGNATURE;

export type EntryState = "superseded" | "withdrawn";

export interface Head {
  org: string;
  seq: number;
  issued: number;
  validUntil: number;
  /** Batch and digest of the manifest that delegates the key. */
  delegator: { batch: Bytes; digest: Bytes };
  epoch: number;
  /** List number → digest of its part. */
  parts: Map<number, Bytes>;
  /** What is signed. */
  bytes: Bytes;
  signature: Bytes;
  digest: Bytes;
}

export interface Part {
  org: string;
  list: number;
  batches: Bytes;
  entries: Bytes;
  digest: Bytes;
}

export async function parseHead(file: Bytes): Promise<Head> {
  require(file.length > 8 + SIGNATURE && equal(file.subarray(0, 4), ascii("VBS1")), CODE, "head");
  const length = u32(file, 4);
  within("STATUS_HEAD", length);
  const end = 8 + length;
  require(end + SIGNATURE === file.length, CODE, "length of the head");
  const bytes = slice(file, 8, end);
  const fields = new Fields(decodeMap(bytes, CODE), CODE).exactly([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  require(fields.text(0) === "vanbang status 1", CODE, "label of the head");
  fields.bytes(7, 32);
  const delegator = fields.bytes(5, 40);
  const lists = fields.inner(8);
  within("STATUS_LISTS", lists.size);
  const parts = new Map<number, Bytes>();
  for (const [list, digest] of lists) {
    require(digest instanceof Uint8Array && digest.length === 32, CODE, "digest of a part");
    parts.set(list, digest);
  }
  const [org, epoch] = [fields.text(1), fields.uint(6, 2 ** 32 - 1)];
  require(isOrg(org) && epoch >= 1, CODE, "organisation or epoch of the head");
  return {
    org,
    seq: fields.uint(2),
    issued: fields.uint(3),
    validUntil: fields.uint(4),
    delegator: { batch: slice(delegator, 0, 8), digest: slice(delegator, 8, 40) },
    epoch,
    parts,
    bytes,
    signature: slice(file, end, file.length),
    digest: await sha256(bytes),
  };
}

export async function parsePart(bytes: Bytes): Promise<Part> {
  within("STATUS_PART", bytes.length);
  const fields = new Fields(decodeMap(bytes, CODE), CODE).exactly([0, 1, 2, 3, 4]);
  require(fields.text(0) === "vanbang status part 1", CODE, "label of the part");
  const batches = fields.bytes(3);
  const entries = fields.bytes(4);
  requireSorted(batches, BATCH_RECORD, 8);
  requireSorted(entries, ENTRY_RECORD, 16);
  for (let at = 0; at < batches.length; at += BATCH_RECORD) {
    const state = batches[at + 24];
    require(state === 0 || state === 2, CODE, "state of a batch");
  }
  for (let at = 0; at < entries.length; at += ENTRY_RECORD) {
    const state = entries[at + 16];
    require(state === 1 || state === 2, CODE, "state of an entry");
    require((entries[at + 17] ?? 255) <= 4, CODE, "reason of an entry");
  }
  const org = fields.text(1);
  require(isOrg(org), CODE, "organisation of the part");
  return { org, list: fields.uint(2), batches, entries, digest: await sha256(bytes) };
}

/** Whole records in ascending order of their first bytes, each once. */
function requireSorted(records: Bytes, size: number, key: number): void {
  require(records.length % size === 0 && records.length <= LIMITS.STATUS_PART, CODE, "records");
  for (let at = size; at < records.length; at += size) {
    const order = compare(records.subarray(at - size, at - size + key), records.subarray(at, at + key));
    require(order < 0, CODE, "order of records");
  }
}

/** Name of a document in a list, which tells nothing to whoever lacks its identifier. */
export async function statusToken(id: Bytes): Promise<Bytes> {
  return (await sha256(concat(ascii("vanbang status token 1"), id))).slice(0, 16);
}

/** The entry of a document: its state and the day (YYYYMMDD), or null while it is in force. */
export function entryOf(part: Part, token: Bytes): { state: EntryState; date: number } | null {
  const at = find(part.entries, ENTRY_RECORD, token);
  if (at === null) return null;
  return { state: part.entries[at + 16] === 1 ? "superseded" : "withdrawn", date: u32(part.entries, at + 18) };
}

/** What a part says of a batch with this digest. */
export function batchState(part: Part, batch: Bytes, digest: Bytes): "listed" | "withdrawn" | "absent" {
  const at = find(part.batches, BATCH_RECORD, batch);
  if (at === null || !equal(part.batches.subarray(at + 8, at + 24), digest.subarray(0, 16))) return "absent";
  return part.batches[at + 24] === 0 ? "listed" : "withdrawn";
}

function find(records: Bytes, size: number, key: Bytes): number | null {
  let low = 0;
  let high = records.length / size;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = middle * size;
    const order = compare(records.subarray(at, at + key.length), key);
    if (order === 0) return at;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return null;
}
