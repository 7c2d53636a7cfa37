// A batch of made-up documents: claims, tree, openings, envelopes and the content of its manifest.

import { ascii, compare, concat, hex, type Bytes } from "../../src/protocol/bytes.ts";
import { hkdf, idAndSecret, sha256 } from "../../src/protocol/hash.ts";
import { toDecimal } from "../../src/protocol/code.ts";
import { idText } from "../../src/protocol/bytes.ts";
import { encode, u32, type Item } from "./cbor.ts";

export interface Planned {
  record: Bytes;
  id: Bytes;
  secret: Bytes;
  claims: Bytes;
  leaf: Bytes;
  index: number;
  opening: Bytes;
  envelope: Bytes;
}

export interface Batch {
  org: string;
  id: Bytes;
  height: number;
  roots: Bytes[];
  documents: Planned[];
  publication: Bytes;
}

export interface Facts {
  name: string;
  claims: Map<number, Item>;
}

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

export async function plan(org: string, facts: Facts[], height: number): Promise<Batch> {
  const batch = random(8);
  const drafts = await Promise.all(
    facts.map(async ({ name, claims }, i) => {
      const salt = btoa(String.fromCharCode(...random(16))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
      const record = ascii(JSON.stringify({ org, salt, full_name: name, row: i }));
      return { record, ...(await idAndSecret(record)), claims: encode(claims) };
    }),
  );
  drafts.sort((a, b) => compare(a.id, b.id));
  const leaves = await Promise.all(
    drafts.map(({ id, secret, claims }) =>
      sha256(Uint8Array.of(0), ascii("vanbang leaf 1"), Uint8Array.of(org.length), ascii(org), batch, id, secret, claims),
    ),
  );
  const size = 1 << height;
  const roots: Bytes[] = [];
  for (let from = 0; from < leaves.length; from += size) roots.push(await treeHash(leaves.slice(from, from + size)));
  const documents = await Promise.all(
    drafts.map(async (draft, index) => {
      const from = index - (index % size);
      const path = await pathOf(leaves.slice(from, from + size), index - from);
      const head = Uint8Array.of(2, ...batch, index >> 8, index & 255, ...draft.secret, path.length);
      const opening = concat(head, ...path, draft.claims);
      const leafHash = leaves[index] ?? new Uint8Array();
      return { ...draft, leaf: leafHash, index, opening, envelope: await seal(draft.id, draft.secret, opening) };
    }),
  );
  const list = [ascii("VBP1")];
  for (const { id, envelope } of documents) list.push(id, Uint8Array.of(0, 16), await sha256(envelope));
  return { org, id: batch, height, roots, documents, publication: await sha256(...list) };
}

/** RFC 9162 section 2.1.1 over leaf hashes, by its recursive definition. */
export async function treeHash(leaves: Bytes[]): Promise<Bytes> {
  const [only] = leaves;
  if (leaves.length === 1 && only !== undefined) return only;
  const split = largestPowerBelow(leaves.length);
  return sha256(Uint8Array.of(1), await treeHash(leaves.slice(0, split)), await treeHash(leaves.slice(split)));
}

/** RFC 9162 section 2.1.3.1. */
export async function pathOf(leaves: Bytes[], index: number): Promise<Bytes[]> {
  if (leaves.length <= 1) return [];
  const split = largestPowerBelow(leaves.length);
  if (index < split) return [...(await pathOf(leaves.slice(0, split), index)), await treeHash(leaves.slice(split))];
  return [...(await pathOf(leaves.slice(split), index - split)), await treeHash(leaves.slice(0, split))];
}

function largestPowerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

export async function seal(id: Bytes, secret: Bytes, opening: Bytes): Promise<Bytes> {
  const salt = random(32);
  const keys = await hkdf(secret, salt, concat(ascii("vanbang envelope 1"), id), 64);
  const head = concat(ascii("VBE1"), id, salt, keys.subarray(32));
  const key = await crypto.subtle.importKey("raw", keys.slice(0, 32), "AES-GCM", false, ["encrypt"]);
  const plain = new Uint8Array(Math.ceil((4 + opening.length) / 512) * 512);
  plain.set(u32(opening.length));
  plain.set(opening, 4);
  const body = await crypto.subtle.encrypt({ name: "AES-GCM", iv: new Uint8Array(12), additionalData: head }, key, plain);
  return concat(head, new Uint8Array(body));
}

export interface ContentWish {
  time: number;
  list: number;
  delegation?: { epoch: number; key: Bytes; notAfter: number };
}

export function content(batch: Batch, { time, list, delegation }: ContentWish): Bytes {
  const delegations: Item[] = delegation === undefined ? [] : [[1, delegation.epoch, delegation.key, delegation.notAfter]];
  return encode(
    new Map<number, Item>([
      [0, "vanbang manifest 1"],
      [1, batch.org],
      [2, batch.id],
      [3, time],
      [4, batch.documents.length],
      [5, batch.height],
      [6, concat(...batch.roots)],
      [7, batch.publication],
      [8, list],
      [9, delegations],
      [10, new Uint8Array()],
    ]),
  );
}

export const fCode = (host: string, { id, opening }: Planned) => `https://${host}/V/${idText(id)}#${toDecimal(opening)}`;
export const sCode = (host: string, { id, secret }: Planned) =>
  `https://${host}/V/${idText(id)}#${toDecimal(concat(Uint8Array.of(1), secret))}`;

/** A bundle of blocks, the signed manifest first. */
export function bundle(manifest: Bytes, ...blocks: [number, Bytes][]): Bytes {
  const parts = [ascii("VBM1")];
  for (const [type, bytes] of [[1, manifest] as const, ...blocks]) {
    parts.push(Uint8Array.of(type, ...u32(bytes.length)), bytes);
  }
  return concat(...parts);
}

export const batchHex = (batch: Batch) => hex(batch.id);
