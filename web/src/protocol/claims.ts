// Claims (protocol 3): the facts that a code's holder may see. What is hashed is always their bytes.

import type { Bytes } from "./bytes.ts";
import { decodeMap, type CborMap, type Value } from "./cbor.ts";
import { within } from "./limits.ts";
import { require } from "./refused.ts";

/** Key of the table in protocol 3 → value, of the shape that the table has for it. */
export type Claims = CborMap;

/** What a value is: a choice has numbers from 1, a row and each row of a table a text for each column. */
export type Shape =
  | { is: "number" | "date" | "text" }
  | { is: "choice"; most: number }
  | { is: "row" | "table"; columns: number };

const number: Shape = { is: "number" };
const date: Shape = { is: "date" };
const text: Shape = { is: "text" };
const choice = (most: number): Shape => ({ is: "choice", most });
const row = (columns: number): Shape => ({ is: "row", columns });
const table = (columns: number): Shape => ({ is: "table", columns });

/** The keys in the order in which people read them. */
export const SHAPES = new Map<number, Shape>([
  [3, text], [4, date], [5, text], [6, text], [7, number], [8, text], [9, date], [10, text], [11, text], [12, choice(13)],
  [13, choice(2)], [20, text], [21, text], [22, number], [23, table(5)], [24, row(3)], [25, row(3)], [26, choice(3)],
  [27, table(3)], [28, table(6)], [29, table(5)], [30, table(5)], [31, choice(2)],
  [40, text], [41, text], [42, text], [43, table(6)], [44, text], [45, text], [46, text], [47, text],
]);
const KIND = 1;
const VERSION = 2;

const YEAR = { needed: [3, 4, 9, 20, 21, 22, 23, 24, 25, 26], optional: [] };
/** Kinds and versions that were ever published, with the keys of each. */
const KNOWN = new Map<string, { needed: number[]; optional: number[] }>([
  ["1/1", YEAR],
  ["2/1", YEAR],
  ["4/1", { needed: [3, 4, 9, 13, 27, 28, 29, 30], optional: [31] }],
  ["5/1", { needed: [3, 4, 9, 40, 41, 43, 44, 46], optional: [5, 6, 8, 42, 45, 47] }],
  ["16/1", { needed: [3, 4, 5, 6, 7, 8, 9, 12], optional: [10, 11] }],
]);

export function parseClaims(bytes: Bytes): Claims {
  within("CLAIMS", bytes.length);
  const claims = decodeMap(bytes, "CLAIMS_MALFORMED");
  const [kind, version] = [claims.get(KIND), claims.get(VERSION)];
  require(typeof kind === "number" && typeof version === "number", "CLAIMS_MALFORMED", "no kind");
  const known = KNOWN.get(`${kind}/${version}`);
  require(known !== undefined, "CLAIMS_VERSION_UNKNOWN", `${kind}/${version}`);
  require(known.needed.every((key) => claims.has(key)), "CLAIMS_MALFORMED", "a key is missing");
  const allowed = [KIND, VERSION, ...known.needed, ...known.optional];
  for (const [key, value] of claims) {
    require(allowed.includes(key), "CLAIMS_MALFORMED", `key ${key}`);
    const shape = SHAPES.get(key);
    require(shape === undefined || isOf(shape, value), "CLAIMS_MALFORMED", `value of key ${key}`);
  }
  return claims;
}

/** The number of a kind. */
export function kindOf(claims: Claims): number {
  const kind = claims.get(KIND);
  return typeof kind === "number" ? kind : 0;
}

function isOf(shape: Shape, value: Value): boolean {
  switch (shape.is) {
    case "number":
      return typeof value === "number";
    case "text":
      return typeof value === "string";
    case "date":
      return typeof value === "number" && isDate(value);
    case "choice":
      return typeof value === "number" && value >= 1 && value <= shape.most;
    case "row":
      return areTexts(value, shape.columns);
    case "table":
      return Array.isArray(value) && value.every((cells) => areTexts(cells, shape.columns));
  }
}

function areTexts(value: Value, count: number): boolean {
  return Array.isArray(value) && value.length === count && value.every((cell) => typeof cell === "string");
}

/** YYYYMMDD; month and day are 00 when unknown. */
function isDate(value: number): boolean {
  const [year, month, day] = [Math.floor(value / 10_000), Math.floor(value / 100) % 100, value % 100];
  return year >= 1 && year <= 9999 && month <= 12 && day <= 31 && (month > 0 || day === 0);
}
