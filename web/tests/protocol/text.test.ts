// Texts of codes, short codes, openings and strict CBOR: what is accepted, and every way of being refused.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ascii, concat, fromHex, idFromText, type Bytes } from "../../src/protocol/bytes.ts";
import { decodeMap } from "../../src/protocol/cbor.ts";
import { parseClaims } from "../../src/protocol/claims.ts";
import { parseCode, parseShort } from "../../src/protocol/code.ts";
import { parseJson } from "../../src/protocol/json.ts";
import { parseOpening } from "../../src/protocol/opening.ts";
import { encode } from "../world/cbor.ts";
import { copyOf, yearOf } from "../world/people.ts";

declare const WEB: string;
const ID = "SREBT4PBD5YYO2DV7KIZGX2SF4";
const S = "419103432954811960915981243373750118669";
const code = (host: string, id = ID, digits = S) => `HTTPS://${host}/V/${id}#${digits}`;
const refused = (text: string, expected: string, isListed = () => false) =>
  assert.throws(() => parseCode(text, isListed), { code: expected }, text);

test("texts that are codes", () => {
  for (const text of [code("VB.MAU.EDU.VN"), code("vb.mau.edu.vn").toLowerCase(), code("a.b"), code(`${"a".repeat(57)}.vn`)]) {
    assert.equal(parseCode(text, () => false).form, "S");
  }
  assert.equal(parseCode(code("xn--mu-mla.vn"), () => true).host, "xn--mu-mla.vn");
});

test("texts that are not", () => {
  const host = "VB.MAU.EDU.VN";
  for (const text of [
    code(host, ID, `0${S}`), code(host, ID, S.slice(1)), code(host, ID, `1${"0".repeat(1000)}`),
    code(host, ID.slice(1)), code(host, `${ID}A`), code(host, `${ID.slice(0, 25)}B`), code(host, `0${ID.slice(1)}`),
    code(host, `8${ID.slice(1)}`), code("vb.mau.edu.vn@evil.example"), code("evil.example:8443"), code("vb.mau.edu.vn."),
    code("localhost"), code(`${"a".repeat(58)}.vn`), code("vb%2emau.vn"), `${code(host)}#1`,
    code(host).replace("#", "?x=1#"), code(host).replace("HTTPS", "HTTP"), ` ${code(host)}`, code("vb.mаu.vn"), "",
  ]) refused(text, "CODE_MALFORMED");
  refused(code("xn--mu-mla.vn"), "CODE_HOST_NOT_LISTED");
  const digits = (bytes: number[]) => BigInt(`0x${Buffer.from(bytes).toString("hex")}`).toString();
  refused(code(host, ID, digits([1, ...Array(15).fill(9)]).padEnd(39, "1")), "CODE_VERSION_UNKNOWN");
  refused(code(host, ID, digits([1, ...Array(17).fill(9)])), "CODE_MALFORMED");
  refused(code(host, ID, digits([3, ...Array(16).fill(9)])), "CODE_VERSION_UNKNOWN");
  refused(code(host, ID, digits([255, ...Array(16).fill(9)])), "CODE_VERSION_UNKNOWN");
});

test("the texts that the project's other programs share", () => {
  const shared = JSON.parse(readFileSync(`${WEB}/../test-vectors/code/text.json`, "utf8"));
  for (const { text } of shared.accepted) assert.ok(parseCode(text, () => false));
  for (const { text, code: expected } of shared.refused) refused(text, expected);
});

test("short codes by their check character", async () => {
  assert.equal(await parseShort("aaaa-aaaa-aaaa"), null);
  const found: string[] = [];
  for (const check of "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") {
    const short = await parseShort(`srebt4pb-d5yy ${check}`);
    if (short !== null) found.push(short);
  }
  assert.equal(found.length, 1);
  assert.match(found[0]!, /^SREBT4PBD5YY.$/);
});

test("identifiers have one text", () => {
  assert.equal(idFromText(`${ID.slice(0, 25)}5`), null);
  assert.ok(idFromText(ID.toLowerCase()));
});

const opening = (hashes: number, claims: number[]) =>
  concat(Uint8Array.of(2), new Uint8Array(26), Uint8Array.of(hashes), new Uint8Array(32 * Math.min(hashes, 3)), Uint8Array.from(claims));

test("openings: three hashes at most, and claims behind them", () => {
  assert.equal(parseOpening(opening(3, [0xa0])).path.length, 3);
  for (const bad of [opening(4, [0xa0]), opening(2, []), opening(1, [0xa0]).slice(0, 40), new Uint8Array(0), Uint8Array.of(2)]) {
    assert.throws(() => parseOpening(bad), { code: "OPENING_MALFORMED" });
  }
  assert.throws(() => parseOpening(concat(opening(0, []), new Uint8Array(65537))), { code: "LIMIT_CLAIMS" });
});

test("CBOR that is not the one form", () => {
  const bad = [
    "bf00ff", "a11800 00", "a2010102 0a 00", "a20201 0101", "a201010102", "a1 01 20", "a101f6", "a101f90000", "a101c000", "a10118 17",
    "a1011900ff", "a1015803414243ff", "a10178 01 41", "a101 61 0a", "a101 63 e2808b", "a10163e280ae", "a101 63 65cc81",
    "a10162c3", "a1 6161 01", "a101", "a1018181818100", "00", "a1011b0020000000000000", "a10161e9", "a1 01 63efbbbf",
  ];
  for (const text of bad) {
    const bytes = fromHex(text.replaceAll(" ", "")) ?? assert.fail(text);
    assert.throws(() => decodeMap(bytes, "BAD"), { code: "BAD" }, text);
  }
  assert.deepEqual([...decodeMap(fromHex("a10181818100") as Bytes, "BAD").keys()], [1]);
  assert.equal(decodeMap(fromHex("a1011b001fffffffffffff") as Bytes, "BAD").get(1), Number.MAX_SAFE_INTEGER);
});

test("claims of known kinds, by their keys and types", () => {
  const copy = copyOf("Lê Văn Đức", 1).claims;
  assert.equal(parseClaims(encode(copy)).get(3), "Lê Văn Đức");
  assert.equal(parseClaims(encode(yearOf("Lê Văn Đức").claims)).get(22), 7);
  const without = new Map(copy);
  without.delete(9);
  for (const claims of [without, new Map([...copy, [20, "2025-2026"]]), new Map([...copy, [99, 1]]), new Map([...copy, [4, "2005"]])]) {
    assert.throws(() => parseClaims(encode(claims as typeof copy)), { code: "CLAIMS_MALFORMED" });
  }
  assert.throws(() => parseClaims(encode(new Map([...copy, [2, 2]]))), { code: "CLAIMS_VERSION_UNKNOWN" });
});

test("JSON with a member twice", () => {
  assert.throws(() => parseJson('{"a":{"b":1,"\\u0062":2}}', "BAD"), { code: "BAD" });
  assert.throws(() => parseJson('{"a":1', "BAD"), { code: "BAD" });
  assert.deepEqual(parseJson('{"a":"x:\\"{,","b":[{"a":1},{"a":2}]}', "BAD"), { a: 'x:"{,', b: [{ a: 1 }, { a: 2 }] });
});

test("nothing of a code's text is taken for granted", () => {
  assert.throws(() => parseCode(`https://${"a".repeat(1400)}`, () => true), { code: "CODE_MALFORMED" });
  assert.equal(ascii("é").length, 2);
});
