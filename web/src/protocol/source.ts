// Where objects come from: the network, what was kept, or a test. What comes is never trusted.

import type { Bytes } from "./bytes.ts";
import type { Remembered } from "./standing.ts";

/** Bytes, or why there are none: nobody has it, or nobody could be asked. */
export type Fetched = Found | "absent" | "unreachable" | "too_large";

export interface Found {
  bytes: Bytes;
  /** Kept from an earlier time, because nobody could be asked now. */
  isKept: boolean;
}

export interface Source {
  /** What the hosts give as the envelope of an identifier, one after another. */
  envelopes(hosts: string[], id: Bytes): AsyncIterable<Fetched>;
  /** What they give as the bundle or the signed manifest of a batch, one after another. */
  manifests(hosts: string[], batch: Bytes): AsyncIterable<Fetched>;
  head(hosts: string[], org: string): Promise<Fetched>;
  part(hosts: string[], org: string, list: number, digest: Bytes): Promise<Fetched>;
}

/** What this verifier keeps from one time to the next; only what was judged is kept. */
export interface Memory {
  /** What was seen of an organisation (protocol 9.4 step 8). */
  recall(org: string): Promise<Remembered | null>;
  rememberStatus(org: string, seen: Remembered, head: Bytes, part: Bytes): Promise<void>;
  rememberManifest(batch: Bytes, bundle: Bytes): Promise<void>;
}
