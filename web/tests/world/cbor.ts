// Writes deterministic CBOR for the tests; shares nothing with the reader that is tested.

import type { Bytes } from "../../src/protocol/bytes.ts";

export type Item = number | Uint8Array | string | Item[] | Map<number, Item>;

export function encode(item: Item): Bytes {
  const out: number[] = [];
  write(out, item);
  return Uint8Array.from(out);
}

function write(out: number[], item: Item): void {
  if (typeof item === "number") head(out, 0, item);
  else if (item instanceof Uint8Array) {
    head(out, 2, item.length);
    for (const byte of item) out.push(byte);
  } else if (typeof item === "string") {
    const bytes = new TextEncoder().encode(item);
    head(out, 3, bytes.length);
    out.push(...bytes);
  } else if (Array.isArray(item)) {
    head(out, 4, item.length);
    for (const one of item) write(out, one);
  } else {
    head(out, 5, item.size);
    for (const [key, value] of [...item].sort(([a], [b]) => a - b)) {
      head(out, 0, key);
      write(out, value);
    }
  }
}

function head(out: number[], major: number, argument: number): void {
  const first = major << 5;
  if (argument < 24) out.push(first | argument);
  else if (argument < 0x100) out.push(first | 24, argument);
  else if (argument < 0x10000) out.push(first | 25, argument >> 8, argument & 255);
  else if (argument < 2 ** 32) out.push(first | 26, ...u32(argument));
  else out.push(first | 27, ...u32(Math.floor(argument / 2 ** 32)), ...u32(argument % 2 ** 32));
}

export function u32(value: number): number[] {
  return [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}
