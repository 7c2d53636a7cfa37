// Claims (protocol 3): the facts that a code's holder may see. What is hashed is always their bytes.

import type { Bytes } from "./bytes.ts";
import { decodeMap, type CborMap, type Value } from "./cbor.ts";
import { within } from "./limits.ts";
import { require } from "./refused.ts";

/** Key of the table in protocol 3 → value. */
export type Claims = CborMap;

export const KEY = {
  kind: 1,
  version: 2,
  name: 3,
  born: 4,
  serial: 5,
  register: 6,
  graduated: 7,
  classification: 8,
  issued: 9,
  copyRegister: 10,
  school: 11,
  diploma: 12,
  schoolYear: 20,
  class: 21,
  grade: 22,
  subjects: 23,
  learning: 24,
  conduct: 25,
  promotion: 26,
} as const;

const isNumber = (value: Value): boolean => typeof value === "number";
const isText = (value: Value): boolean => typeof value === "string";
const areTexts = (count: number) => (value: Value): boolean =>
  Array.isArray(value) && value.length === count && value.every(isText);
const areSubjects = (value: Value): boolean => Array.isArray(value) && value.every(areTexts(5));

const TYPES = new Map<number, (value: Value) => boolean>([
  ...[1, 2, 4, 7, 9, 12, 22, 26].map((key) => [key, isNumber] as const),
  ...[3, 5, 6, 8, 10, 11, 20, 21].map((key) => [key, isText] as const),
  [23, areSubjects],
  [24, areTexts(3)],
  [25, areTexts(3)],
]);

/** Kinds and versions that this program knows, with the keys of each. */
const KNOWN = new Map<string, { needed: number[]; optional: number[] }>([
  ["16/1", { needed: [1, 2, 3, 4, 5, 6, 7, 8, 9, 12], optional: [10, 11] }],
  ["1/1", { needed: [1, 2, 3, 4, 9, 20, 21, 22, 23, 24, 25, 26], optional: [] }],
]);

export function parseClaims(bytes: Bytes): Claims {
  within("CLAIMS", bytes.length);
  const claims = decodeMap(bytes, "CLAIMS_MALFORMED");
  for (const [key, value] of claims) {
    require(TYPES.get(key)?.(value) === true, "CLAIMS_MALFORMED", `key ${key}`);
  }
  const kind = claims.get(KEY.kind);
  const version = claims.get(KEY.version);
  require(kind !== undefined && version !== undefined, "CLAIMS_MALFORMED", "no kind");
  const known = KNOWN.get(`${kind}/${version}`);
  require(known !== undefined, "CLAIMS_VERSION_UNKNOWN", `${kind}/${version}`);
  require(known.needed.every((key) => claims.has(key)), "CLAIMS_MALFORMED", "a key is missing");
  const allowed = [...known.needed, ...known.optional];
  require([...claims.keys()].every((key) => allowed.includes(key)), "CLAIMS_MALFORMED", "a key of another kind");
  return claims;
}
