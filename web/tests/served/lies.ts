// What somebody between service and reader, or a service that was broken into, may answer instead: one lie at a time.

import type { Rewrite } from "./proxy.ts";

export interface Lie {
  what: string;
  rewrite: Rewrite;
  /** Whose code is scanned, or the genuine file. */
  shows: "genuine" | "withdrawn" | "copy" | "file";
  tone: string;
  sentence: RegExp;
}

const CODES = /^\/api\/v1\/codes\//;
const MANIFEST = /\/batches\/[0-9a-f]+\.(?:cms|bundle)$/;
const HEAD = /\/status\/head$/;
const PART = /\/status\/\d+\/[0-9a-f]+$/;
const DIRECTORY = /\/v1\/directory$/;
const ANCHORS = /\/v1\/anchors$/;
const VERDICT = /^\/api\/v1\/verify$/;

const answer = (place: RegExp, change: (body: Buffer) => Buffer): Rewrite => (path, body) =>
  place.test(path) ? { status: 200, body: change(body) } : null;
const withheld = (place: RegExp): Rewrite => (path) =>
  place.test(path) ? { status: 404, body: Buffer.from('{"error":{}}') } : null;
const json = (place: RegExp, change: (value: Json) => void): Rewrite =>
  answer(place, (body) => {
    const value = JSON.parse(body.toString()) as Json;
    change(value);
    return Buffer.from(JSON.stringify(value));
  });
/** One bit, so far from the end. */
const bit = (body: Buffer, fromEnd: number): Buffer => {
  const changed = Buffer.from(body);
  changed[changed.length - fromEnd]! ^= 1;
  return changed;
};

interface Json {
  [member: string]: unknown;
}
interface Entry {
  certificates: { sha256: string; roles: string[]; until: string | null; compromised_since: string | null }[];
}
const entries = (directory: Json) => directory["organisations"] as Entry[];

export const LIES: Lie[] = [
  {
    what: "a ciphertext with one bit changed",
    rewrite: json(CODES, (code) => (code["envelope"] = bit(Buffer.from(String(code["envelope"]), "base64"), 1).toString("base64"))),
    shows: "genuine", tone: "none", sentence: /dữ liệu mà máy chủ gửi không khớp/,
  },
  {
    what: "a ciphertext that is said to be erased",
    rewrite: json(CODES, (code) => (code["envelope"] = null)),
    shows: "genuine", tone: "none", sentence: /máy chủ không có mã này/,
  },
  {
    what: "a manifest with one bit of its signature changed",
    rewrite: (path, body) => {
      // of a bundle the first block is the manifest: its last byte is the signature's
      if (!MANIFEST.test(path)) return null;
      const end = path.endsWith(".cms") ? body.length : 9 + body.readUInt32BE(5);
      return { status: 200, body: Buffer.concat([bit(body.subarray(0, end), 1), body.subarray(end)]) };
    },
    shows: "genuine", tone: "none", sentence: /danh sách mà máy chủ gửi không do đơn vị nào/,
  },
  {
    what: "no manifest",
    rewrite: withheld(MANIFEST),
    shows: "genuine", tone: "none", sentence: /^Chưa xác minh: .*danh sách/,
  },
  {
    what: "a status head with one bit of its signature changed",
    rewrite: answer(HEAD, (body) => bit(body, 1)),
    shows: "withdrawn", tone: "doubt", sentence: /Không biết còn hiệu lực hay không \(.*chữ ký/,
  },
  {
    what: "a part of the status with one bit changed",
    rewrite: answer(PART, (body) => bit(body, 1)),
    shows: "withdrawn", tone: "doubt", sentence: /Không biết còn hiệu lực hay không \(máy chủ không đưa ra/,
  },
  {
    what: "a directory without anybody",
    rewrite: json(DIRECTORY, (directory) => (directory["organisations"] = [])),
    shows: "genuine", tone: "doubt", sentence: /không thuộc đơn vị nào trong danh bạ/,
  },
  {
    what: "a directory that cannot be read",
    rewrite: json(DIRECTORY, (directory) => (directory["format"] = "vanbang directory 2")),
    shows: "genuine", tone: "none", sentence: /^Chưa xác minh: .*danh bạ/,
  },
  {
    what: "a directory that reports the key as stolen long ago",
    rewrite: json(DIRECTORY, (directory) => {
      for (const pin of entries(directory).flatMap(({ certificates }) => certificates)) pin.compromised_since = "2001-01-01T00:00:00Z";
    }),
    shows: "genuine", tone: "bad", sentence: /^Không hợp lệ: /,
  },
  {
    what: "no anchors",
    rewrite: json(ANCHORS, (anchors) => (anchors["signers"] = [])),
    shows: "genuine", tone: "none", sentence: /^Chưa xác minh: /,
  },
  {
    what: "anchors that cannot be read",
    rewrite: json(ANCHORS, (anchors) => (anchors["signers"] = ["AAAA"])),
    shows: "genuine", tone: "none", sentence: /^Chưa xác minh: /,
  },
  {
    what: "the verdict on another file",
    rewrite: json(VERDICT, (verdict) => (verdict["sha256"] = "00".repeat(32))),
    shows: "file", tone: "none", sentence: /^Chưa xác minh: .*tệp khác/,
  },
  {
    what: "a verdict that contradicts itself",
    rewrite: json(VERDICT, (verdict) => (verdict["signatures"] = [])),
    shows: "file", tone: "none", sentence: /^Chưa xác minh: .*mâu thuẫn/,
  },
  {
    what: "no verdict",
    rewrite: answer(VERDICT, () => Buffer.from("<html>Hợp lệ</html>")),
    shows: "file", tone: "none", sentence: /^Chưa xác minh: /,
  },
];
