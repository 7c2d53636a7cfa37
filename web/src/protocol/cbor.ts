// Strict CBOR (protocol 0): one deterministic form of each item, and nothing after it.

import type { Bytes } from "./bytes.ts";
import { Refused, require } from "./refused.ts";

export type Value = number | Bytes | string | Value[] | CborMap;
export type CborMap = Map<number, Value>;

const MAX_NESTING = 4;
const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The one map in `bytes`; a refusal carries `code`. */
export function decodeMap(bytes: Bytes, code: string): CborMap {
  const reader = new Reader(bytes, code);
  const value = reader.value(1);
  require(reader.atEnd(), code, "bytes after the item");
  require(value instanceof Map, code, "not a map");
  return value;
}

class Reader {
  private at = 0;

  constructor(
    private readonly bytes: Bytes,
    private readonly code: string,
  ) {}

  atEnd(): boolean {
    return this.at === this.bytes.length;
  }

  /** Goes no deeper than the four levels that are allowed. */
  value(level: number): Value {
    const { major, argument } = this.head();
    if (major === 0) return argument;
    if (major === 2) return this.take(argument);
    if (major === 3) return this.text(argument);
    if (major !== 4 && major !== 5) throw this.refusal("this type of item");
    require(level <= MAX_NESTING, this.code, "nesting");
    // each entry takes at least one byte, so no count can ask for more memory than was received
    require(argument <= this.bytes.length - this.at, this.code, "cut off");
    return major === 4 ? this.array(argument, level) : this.map(argument, level);
  }

  private array(count: number, level: number): Value[] {
    const items: Value[] = [];
    for (let i = 0; i < count; i++) items.push(this.value(level + 1));
    return items;
  }

  private map(count: number, level: number): CborMap {
    const map: CborMap = new Map();
    let last = -1;
    for (let i = 0; i < count; i++) {
      const { major, argument } = this.head();
      require(major === 0, this.code, "a key that is not a number");
      require(argument > last, this.code, "keys out of order");
      last = argument;
      map.set(argument, this.value(level + 1));
    }
    return map;
  }

  private text(length: number): string {
    const bytes = this.take(length);
    let text: string;
    try {
      text = utf8.decode(bytes);
    } catch {
      throw this.refusal("text that is not UTF-8");
    }
    require(text.normalize("NFC") === text, this.code, "text that is not in NFC");
    require(!FORBIDDEN.test(text), this.code, "a control or formatting character");
    return text;
  }

  private head(): { major: number; argument: number } {
    const first = this.byte();
    const low = first & 31;
    if (low < 24) return { major: first >> 5, argument: low };
    require(low <= 27, this.code, "an indefinite length");
    const size = 1 << (low - 24);
    let argument = 0;
    for (let i = 0; i < size; i++) argument = argument * 256 + this.byte();
    require(argument <= Number.MAX_SAFE_INTEGER, this.code, "a number beyond 2^53");
    const least = size === 1 ? 24 : 2 ** (4 * size);
    require(argument >= least, this.code, "a longer form than needed");
    return { major: first >> 5, argument };
  }

  private byte(): number {
    const byte = this.bytes[this.at];
    if (byte === undefined) throw this.refusal("cut off");
    this.at += 1;
    return byte;
  }

  private take(length: number): Bytes {
    require(length <= this.bytes.length - this.at, this.code, "cut off");
    const taken = this.bytes.slice(this.at, this.at + length);
    this.at += length;
    return taken;
  }

  private refusal(detail: string): Refused {
    return new Refused(this.code, detail);
  }
}

/** The fields of a map whose keys are all known beforehand. */
export class Fields {
  constructor(
    private readonly map: CborMap,
    private readonly code: string,
  ) {}

  /** Refuses a map with other keys than these. */
  exactly(keys: number[]): this {
    require(this.map.size === keys.length && keys.every((key) => this.map.has(key)), this.code, "its keys");
    return this;
  }

  uint(key: number, most = Number.MAX_SAFE_INTEGER): number {
    const value = this.map.get(key);
    require(typeof value === "number" && value <= most, this.code, `key ${key}`);
    return value;
  }

  text(key: number): string {
    const value = this.map.get(key);
    require(typeof value === "string", this.code, `key ${key}`);
    return value;
  }

  bytes(key: number, ...lengths: number[]): Bytes {
    const value = this.map.get(key);
    require(value instanceof Uint8Array, this.code, `key ${key}`);
    require(lengths.length === 0 || lengths.includes(value.length), this.code, `length of key ${key}`);
    return value;
  }

  array(key: number): Value[] {
    const value = this.map.get(key);
    require(Array.isArray(value), this.code, `key ${key}`);
    return value;
  }

  inner(key: number): CborMap {
    const value = this.map.get(key);
    require(value instanceof Map, this.code, `key ${key}`);
    return value;
  }
}
