// Status parts and heads for the tests.

import { ascii, compare, concat, type Bytes } from "../../src/protocol/bytes.ts";
import { sha256 } from "../../src/protocol/hash.ts";
import { encode, u32, type Item } from "./cbor.ts";

export interface PartWish {
  org: string;
  list: number;
  batches: { id: Bytes; digest: Bytes; state: 0 | 2 }[];
  entries?: { id: Bytes; state: 1 | 2; reason?: number; date: number }[];
}

export async function part({ org, list, batches, entries = [] }: PartWish): Promise<Bytes> {
  const listed = batches.map(({ id, digest, state }) => concat(id, digest.subarray(0, 16), Uint8Array.of(state)));
  const told = await Promise.all(
    entries.map(async ({ id, state, reason = 0, date }) => {
      const token = (await sha256(ascii("vanbang status token 1"), id)).subarray(0, 16);
      return concat(token, Uint8Array.of(state, reason, ...u32(date)));
    }),
  );
  return encode(
    new Map<number, Item>([
      [0, "vanbang status part 1"],
      [1, org],
      [2, list],
      [3, concat(...listed.sort(compare))],
      [4, concat(...told.sort(compare))],
    ]),
  );
}

export interface HeadWish {
  org: string;
  seq: number;
  issued: number;
  validUntil: number;
  delegator: { id: Bytes; digest: Bytes };
  epoch: number;
  parts: Map<number, Bytes>;
}

export async function head(wish: HeadWish, key: CryptoKey): Promise<Bytes> {
  const bytes = encode(
    new Map<number, Item>([
      [0, "vanbang status 1"],
      [1, wish.org],
      [2, wish.seq],
      [3, wish.issued],
      [4, wish.validUntil],
      [5, concat(wish.delegator.id, wish.delegator.digest)],
      [6, wish.epoch],
      [7, new Uint8Array(32)],
      [8, wish.parts],
    ]),
  );
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, bytes);
  return concat(ascii("VBS1"), Uint8Array.from(u32(bytes.length)), bytes, new Uint8Array(signature));
}
