// Writes DER for the tests; shares nothing with the reader that is tested.

import type { Bytes } from "../../src/protocol/bytes.ts";

export function tlv(tag: number, ...parts: Uint8Array[]): Bytes {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const head: number[] = [tag];
  if (length < 0x80) head.push(length);
  else if (length < 0x100) head.push(0x81, length);
  else if (length < 0x10000) head.push(0x82, length >> 8, length & 255);
  else head.push(0x83, length >> 16, (length >> 8) & 255, length & 255);
  const whole = new Uint8Array(head.length + length);
  whole.set(head);
  let at = head.length;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const sequence = (...parts: Uint8Array[]) => tlv(0x30, ...parts);
export const set = (...parts: Uint8Array[]) => tlv(0x31, ...parts);
export const octets = (bytes: Uint8Array) => tlv(0x04, bytes);
export const bits = (bytes: Uint8Array, unused = 0) => tlv(0x03, Uint8Array.of(unused), bytes);
export const nothing = () => tlv(0x05);
export const yes = () => tlv(0x01, Uint8Array.of(0xff));
export const utf8 = (text: string) => tlv(0x0c, new TextEncoder().encode(text));
export const explicit = (number: number, ...parts: Uint8Array[]) => tlv(0xa0 | number, ...parts);

export function integer(value: number | Uint8Array): Bytes {
  if (value instanceof Uint8Array) return tlv(0x02, value);
  const digits: number[] = [];
  for (let rest = value; rest > 0 || digits.length === 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  if ((digits[0] ?? 0) >= 0x80) digits.unshift(0);
  return tlv(0x02, Uint8Array.from(digits));
}

export function oid(text: string): Bytes {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  const octets: number[] = [];
  for (const arc of [first * 40 + second, ...rest]) {
    const low: number[] = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) low.unshift((left % 128) | 0x80);
    octets.push(...low);
  }
  return tlv(0x06, Uint8Array.from(octets));
}

const twoDigits = (time: number) => new Date(time * 1000).toISOString().replaceAll(/[-:T]|\.000/g, "");
/** UTCTime until 2049. */
export const utcTime = (time: number) => tlv(0x17, new TextEncoder().encode(twoDigits(time).slice(2)));
export const generalizedTime = (time: number) => tlv(0x18, new TextEncoder().encode(twoDigits(time)));

/** ECDSA signatures leave WebCrypto as r and s, and stand in DER as two numbers. */
export function ecdsaSignature(raw: Uint8Array): Bytes {
  const half = raw.length / 2;
  const number = (bytes: Uint8Array) => {
    let from = 0;
    while (from < bytes.length - 1 && bytes[from] === 0) from += 1;
    const short = bytes.subarray(from);
    return integer((short[0] ?? 0) >= 0x80 ? Uint8Array.of(0, ...short) : Uint8Array.from(short));
  };
  return sequence(number(raw.subarray(0, half)), number(raw.subarray(half)));
}
