// The content of a manifest (protocol 6.1): which leaves a batch has, and who may speak of its status.

import { hex, slice, type Bytes } from "./bytes.ts";
import { decodeMap, Fields, type Value } from "./cbor.ts";
import { sha256 } from "./hash.ts";
import { within } from "./limits.ts";
import { isOrg } from "./organisation.ts";
import { require } from "./refused.ts";

/** Longest a delegation holds, whatever it says: 400 days. */
const LONGEST_DELEGATION = 34_560_000;
const CODE = "MANIFEST_MALFORMED";

export interface Delegation {
  epoch: number;
  /** Uncompressed P-256 point. */
  key: Bytes;
  /** Already capped (protocol 6.2). */
  notAfter: number;
}

export interface Manifest {
  org: string;
  batch: Bytes;
  /** Claimed by the sealer; equals the signing-time of the message. */
  time: number;
  count: number;
  height: number;
  roots: Bytes[];
  /** Number of the status list that covers the batch. */
  list: number;
  delegation: Delegation | null;
  /** Its identity (protocol 6.1). */
  digest: Bytes;
}

export async function parseManifest(content: Bytes): Promise<Manifest> {
  within("MANIFEST", content.length);
  const fields = new Fields(decodeMap(content, CODE), CODE).exactly([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  require(fields.text(0) === "vanbang manifest 1", CODE, "its label");
  const org = fields.text(1);
  require(isOrg(org), CODE, "its organisation");
  const time = fields.uint(3);
  const count = fields.uint(4);
  const height = fields.uint(5, 3);
  const rootBytes = fields.bytes(6);
  fields.bytes(7, 0, 32);
  fields.bytes(10, 0, 32);
  within("COUNT", count);
  const roots = Math.ceil(count / 2 ** height);
  within("ROOTS", roots);
  require(rootBytes.length === 32 * roots, CODE, "its roots");
  require(count > 0 || height === 0, CODE, "its height");
  return {
    org,
    batch: fields.bytes(2, 8),
    time,
    count,
    height,
    roots: Array.from({ length: roots }, (_, i) => slice(rootBytes, 32 * i, 32 * i + 32)),
    list: fields.uint(8),
    delegation: delegation(fields.array(9), time),
    digest: await sha256(content),
  };
}

function delegation(entries: Value[], time: number): Delegation | null {
  require(entries.length <= 1, CODE, "its delegations");
  const entry = entries[0];
  if (entry === undefined) return null;
  require(Array.isArray(entry) && entry.length === 4, CODE, "its delegation");
  const [usage, epoch, key, notAfter] = entry;
  require(usage === 1, CODE, "usage of a delegation");
  require(typeof epoch === "number" && epoch >= 1 && epoch < 2 ** 32, CODE, "epoch of a delegation");
  require(key instanceof Uint8Array && key.length === 65 && key[0] === 4, CODE, "key of a delegation");
  require(typeof notAfter === "number", CODE, "end of a delegation");
  return { epoch, key, notAfter: Math.min(notAfter, time + LONGEST_DELEGATION) };
}

/** Name of a batch in addresses. */
export const batchName = (batch: Bytes): string => hex(batch);
