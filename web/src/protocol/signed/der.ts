// Strict DER (X.690): elements as they were received, never re-encoded.

import { slice, type Bytes } from "../bytes.ts";
import { require } from "../refused.ts";

export interface Element {
  tag: number;
  /** Its content. */
  value: Bytes;
  /** The whole element. */
  raw: Bytes;
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Tag of a constructed context-specific element. */
export const context = (number: number): number => 0xa0 | number;

const MAX_ELEMENTS = 4096;

/** The elements that follow one another in `bytes`. */
export function elements(bytes: Bytes, code: string): Element[] {
  const found: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const element = elementAt(bytes, at, code);
    found.push(element);
    at += element.raw.length;
    require(found.length <= MAX_ELEMENTS, code, "too many elements");
  }
  return found;
}

/** The one element that `bytes` are. */
export function single(bytes: Bytes, tag: number, code: string): Element {
  const element = elementAt(bytes, 0, code);
  require(element.raw.length === bytes.length, code, "bytes after the element");
  require(element.tag === tag, code, `tag ${element.tag}`);
  return element;
}

function elementAt(bytes: Bytes, at: number, code: string): Element {
  const tag = bytes[at];
  const first = bytes[at + 1];
  require(tag !== undefined && first !== undefined, code, "cut off");
  require((tag & 31) !== 31, code, "a tag of several bytes");
  const isConstructed = (tag & 0x20) !== 0;
  const isUniversal = (tag & 0xc0) === 0;
  require(!isUniversal || isConstructed === (tag === TAG.sequence || tag === TAG.set), code, "not DER");
  const { length, size } = lengthAt(bytes, at + 1, first, code);
  const from = at + 1 + size;
  require(length <= bytes.length - from, code, "cut off");
  const element = { tag, value: slice(bytes, from, from + length), raw: slice(bytes, at, from + length) };
  require(isWellFormed(element), code, "not DER");
  return element;
}

function lengthAt(bytes: Bytes, at: number, first: number, code: string): { length: number; size: number } {
  if (first < 0x80) return { length: first, size: 1 };
  const octets = first & 0x7f;
  require(octets >= 1 && octets <= 4, code, "length");
  let length = 0;
  for (let i = 1; i <= octets; i++) {
    const octet = bytes[at + i];
    require(octet !== undefined, code, "cut off");
    length = length * 256 + octet;
  }
  require(length >= (octets === 1 ? 0x80 : 256 ** (octets - 1)), code, "a longer length than needed");
  return { length, size: 1 + octets };
}

/** The one form of a primitive's content that DER has. */
function isWellFormed({ tag, value }: Element): boolean {
  const [first, second = 0] = value;
  switch (tag) {
    case TAG.boolean:
      return value.length === 1 && (first === 0 || first === 0xff);
    case TAG.integer:
      if (first === undefined) return false;
      return value.length === 1 || !((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80));
    case TAG.bitString:
      return first !== undefined && first < 8 && ((value.at(-1) ?? 0) & ((1 << first) - 1)) === 0;
    case TAG.null:
      return value.length === 0;
    default:
      return true;
  }
}

/** Dotted form of an object identifier. */
export function oid({ tag, value }: Element, code: string): string {
  require(tag === TAG.oid && value.length > 0 && value.length <= 32, code, "object identifier");
  const arcs: number[] = [];
  let arc = 0;
  let isFirstOctet = true;
  for (const octet of value) {
    require(!(isFirstOctet && octet === 0x80), code, "object identifier");
    arc = arc * 128 + (octet & 0x7f);
    require(arc <= Number.MAX_SAFE_INTEGER, code, "object identifier");
    isFirstOctet = (octet & 0x80) === 0;
    if (isFirstOctet) {
      arcs.push(arc);
      arc = 0;
    }
  }
  require(isFirstOctet, code, "object identifier");
  const [joined = 0, ...rest] = arcs;
  const top = Math.min(2, Math.floor(joined / 40));
  return [top, joined - 40 * top, ...rest].join(".");
}

/** UTCTime or GeneralizedTime without fractions, in seconds since 1970. */
export function time({ tag, value }: Element, code: string): number {
  const text = String.fromCharCode(...value.subarray(0, 16));
  const digits = tag === TAG.utcTime ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/ : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
  const parts = digits.exec(text);
  require(parts !== null && (tag === TAG.utcTime || tag === TAG.generalizedTime), code, "time");
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  const century = tag === TAG.utcTime ? (year < 50 ? 2000 : 1900) : 0;
  const date = new Date(Date.UTC(century + year, month - 1, day, hour, minute, second));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCHours() === hour;
  require(isReal && minute < 60 && second < 60, code, "time");
  return date.getTime() / 1000;
}
