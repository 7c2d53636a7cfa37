// The values of the protocol's annex C, in this second implementation.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { concat, equal, fromHex, hex, idText, ascii, type Bytes } from "../../src/protocol/bytes.ts";
import { parseClaims } from "../../src/protocol/claims.ts";
import { parseCode } from "../../src/protocol/code.ts";
import { openEnvelope } from "../../src/protocol/envelope.ts";
import { idAndSecret } from "../../src/protocol/hash.ts";
import { parseManifest } from "../../src/protocol/manifest.ts";
import { parseOpening } from "../../src/protocol/opening.ts";
import { MANIFEST_TYPE, openEnclosed } from "../../src/protocol/signed/enclosed.ts";
import { standingOf, type Question } from "../../src/protocol/standing.ts";
import { parseHead, parsePart, statusToken } from "../../src/protocol/status.ts";
import { leaf, place, rootOf } from "../../src/protocol/tree.ts";
import { u32 } from "../world/cbor.ts";

declare const WEB: string;
const vectors = JSON.parse(readFileSync(`${WEB}/../test-vectors/protocol/annex-c.json`, "utf8"));
const bytes = (text: string): Bytes => fromHex(text) ?? assert.fail(text);
const [zero, nine] = vectors.documents;

test("identifier and secret come from the record's bytes", async () => {
  for (const { record, id, secret, id_text } of vectors.documents) {
    const derived = await idAndSecret(ascii(record));
    assert.deepEqual([hex(derived.id), hex(derived.secret), idText(derived.id)], [id, secret, id_text]);
  }
});

test("both codes of a document are read", () => {
  for (const { f, s, id, secret, opening } of vectors.documents) {
    const [full, short] = [parseCode(f, () => false), parseCode(s, () => false)];
    assert.ok(full.form === "F" && hex(full.opening) === opening && hex(full.id) === id);
    assert.ok(short.form === "S" && hex(short.secret) === secret && short.host === "vb.mau.edu.vn");
  }
});

test("the leaf and its path lead to the sealed root", async () => {
  const manifest = await parseManifest(bytes(vectors.manifest));
  assert.equal(hex(manifest.digest), vectors.manifest_sha256);
  for (const one of vectors.documents) {
    const opening = parseOpening(bytes(one.opening));
    assert.equal(hex(opening.claims), one.claims);
    const own = await leaf(manifest.org, opening.batch, bytes(one.id), opening.secret, opening.claims);
    assert.equal(hex(own), one.leaf);
    const where = place(opening.index, manifest.count, manifest.height) ?? assert.fail();
    const root = (await rootOf(where, own, opening.path)) ?? assert.fail();
    assert.ok(equal(root, manifest.roots[where.subtree] ?? assert.fail()));
  }
});

test("a batch of height 0 needs no path, an empty one has no leaf", async () => {
  const manifest = await parseManifest(bytes(vectors.height0.manifest));
  const opening = parseOpening(bytes(vectors.height0.opening_of_index_1));
  assert.deepEqual([opening.path.length, manifest.height], [0, 0]);
  const empty = await parseManifest(bytes(vectors.empty.manifest));
  assert.deepEqual([empty.count, empty.roots.length, hex(empty.digest)], [0, 0, vectors.empty.sha256]);
  assert.equal(empty.delegation?.epoch, 2);
});

test("the claims are read", () => {
  const claims = parseClaims(bytes(nine.claims));
  assert.equal(claims.get(3), "Công Tằng Tôn Nữ Nguyễn Hoàng Thị Bảo Ngọc Quỳnh Anh");
  assert.equal(claims.get(4), 20051231);
});

test("the envelope opens with its secret only", async () => {
  const [envelope, id, secret] = [bytes(vectors.envelope_of_index_0), bytes(zero.id), bytes(zero.secret)];
  assert.equal(hex(await openEnvelope(envelope, id, secret)), zero.opening);
  await assert.rejects(openEnvelope(envelope, id, bytes(nine.secret)), { code: "CODE_DOES_NOT_OPEN" });
  await assert.rejects(openEnvelope(envelope, bytes(nine.id), secret), { code: "ENVELOPE_INVALID" });
});

test("the signed manifest is the content, by the certificate of the vectors", async () => {
  const opened = await openEnclosed(bytes(vectors.manifest_cms), MANIFEST_TYPE);
  assert.equal(hex(opened.content), vectors.manifest);
  assert.equal(hex(opened.signer.der), vectors.signer_certificate);
  assert.equal(opened.signingTime, vectors.time);
});

test("the status of the vectors: in force, withdrawn, superseded, stale", async () => {
  const manifest = await parseManifest(bytes(vectors.manifest));
  const headBytes = bytes(vectors.status_head);
  const file = concat(ascii("VBS1"), Uint8Array.from(u32(headBytes.length)), headBytes, bytes(vectors.status_signature));
  const head = await parseHead(file);
  const part = await parsePart(bytes(vectors.status_part));
  const question: Question = {
    org: vectors.org, token: await statusToken(bytes(nine.id)), manifest, epochMin: 0, remembered: null, at: head.issued + 60,
  };
  const ask = async (change: Partial<Question>) =>
    (await standingOf({ ...question, ...change }, { head, part, delegator: manifest })).standing;
  assert.deepEqual(await ask({}), { state: "in_force", asOf: head.issued });
  const entries = [part.entries.slice(0, 16), part.entries.slice(22, 38)];
  assert.deepEqual(
    [(await ask({ token: entries[0]! })).state, (await ask({ token: entries[1]! })).state],
    ["withdrawn", "superseded"],
  );
  const stale = await ask({ at: head.validUntil + 1 });
  assert.ok(stale.state === "unknown" && stale.reason === "STATUS_STALE" && stale.last?.state === "in_force");
});
