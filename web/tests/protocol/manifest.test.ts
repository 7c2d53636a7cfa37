// Signed manifests: each row of protocol 6.3 broken once, evidence and time, pins and paths.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ascii, concat, type Bytes } from "../../src/protocol/bytes.ts";
import { judgeManifest } from "../../src/protocol/judge_manifest.ts";
import { parseDirectory } from "../../src/protocol/directory.ts";
import type { Trust } from "../../src/protocol/trust.ts";
import { sha256 } from "../../src/protocol/hash.ts";
import { hex } from "../../src/protocol/bytes.ts";
import { crl, extension, goodResponse, identity } from "../world/authority.ts";
import { bundle, content } from "../world/batch.ts";
import { nothing, oid, sequence, set, utf8 } from "../world/der.ts";
import { manifestMessage, token, type Breaks } from "../world/message.ts";
import { blocksOf, directoryOf, evidenced, makeWorld, trustOf, type OrganisationWish, type World } from "../world/world.ts";

const NOW = 1_795_000_000;
const DAY = 86_400;
let world: World;
let trust: Trust;

before(async () => {
  world = await makeWorld(NOW);
  trust = await trustOf(world);
});

const judge = async (file: Bytes, at = NOW, by = trust) => {
  const verdict = await judgeManifest(file, by, at);
  return verdict.word === "accepted" ? "accepted" : `${verdict.word} ${verdict.reason}`;
};
const broken = (breaks: Breaks, bytes = world.content, signer = world.signer) =>
  manifestMessage(bytes, signer, [world.authority], world.wish.time, breaks);
const directory = async (change: (entry: OrganisationWish) => void, signer = world.signer): Promise<Trust> => ({
  ...trust,
  directory: parseDirectory(directoryOf(signer, hex(await sha256(signer.certificate)), NOW, change)),
});
const iso = (time: number) => new Date(time * 1000).toISOString();

test("a sealed batch with its evidence is accepted, its time proven", async () => {
  const verdict = await judgeManifest(world.bundle, trust, NOW);
  assert.ok(verdict.word === "accepted", JSON.stringify(verdict));
  assert.deepEqual(verdict.sealed.time, { source: "timestamp", value: world.wish.time + 600 });
});

test("without evidence nothing is concluded", async () => {
  assert.equal(await judge(world.cms), "indeterminate REVOCATION_NOT_CHECKED");
  const fresh = bundle(world.cms, [3, await crl(world.root, NOW - DAY, NOW + DAY)], [3, await crl(world.authority, NOW - DAY, NOW + DAY)]);
  const verdict = await judgeManifest(fresh, trust, NOW);
  assert.ok(verdict.word === "accepted" && verdict.sealed.time.source === "claimed");
  assert.equal(await judge(fresh, NOW + 3 * DAY), "indeterminate REVOCATION_NOT_CHECKED");
});

test("an OCSP response serves as well as a list, about its own certificate", async () => {
  const root = [3, await crl(world.root, NOW - DAY, NOW + DAY)] as [number, Bytes];
  const answer = (serial: number) => goodResponse(world.authority, serial, NOW - 60, NOW + DAY);
  assert.equal(await judge(bundle(world.cms, root, [4, await answer(world.signer.serial)])), "accepted");
  assert.match(await judge(bundle(world.cms, root, [4, await answer(world.stranger.serial)])), /NOT_CHECKED/);
  const foreign = await goodResponse(world.root, world.signer.serial, NOW - 60, NOW + DAY);
  assert.match(await judge(bundle(world.cms, root, [4, foreign])), /NOT_CHECKED/);
});

test("each row of the table, broken once, is as if it were not there", async () => {
  const other = content(world.batch, { ...world.wish, time: world.wish.time + 1 });
  const rows: Record<string, Bytes> = {
    "no mime-type": await broken({ mimeType: null }),
    "mime-type of a statement": await broken({ mimeType: "application/vnd.vanbang.statement+cbor" }),
    "mime-type twice": await broken({ twice: "mimeType" }),
    "another attribute": await broken({ extraAttribute: sequence(oid("1.2.840.113549.1.9.16.2.4"), set(utf8("x"))) }),
    "no digest": await broken({ without: "messageDigest" }),
    "no reference": await broken({ without: "signingCertificateV2" }),
    "no signing-time": await broken({ without: "signingTime" }),
    "no content-type": await broken({ without: "contentType" }),
    "another certificate": await broken({ otherCertificate: world.stranger.certificate }),
    "attributes out of order": await broken({ unsorted: true }),
    "content outside": await broken({ detached: true }),
    "no attributes": await broken({ noAttributes: true }),
    "two signers": await broken({ twoSigners: true }),
    "version 3": await broken({ version: 3 }),
    "no certificate": await broken({ certificates: [] }),
    "nine certificates": await broken({ certificates: Array(9).fill(world.signer.certificate) }),
    "lists inside": await broken({ crls: await crl(world.authority, NOW - DAY, NOW + DAY) }),
    "another type of content": await broken({ contentType: "1.2.840.113549.1.9.16.1.4" }),
    "another unsigned attribute": await broken({ unsigned: sequence(oid("1.2.840.113549.1.9.6"), set(nothing())) }),
    "digest of other bytes": await broken({ digestOf: ascii("x") }),
    "other algorithms protected": await broken({ protection: sequence(sequence(oid("2.16.840.1.101.3.4.2.3"))) }),
    "signing-time differs": await broken({ signingTime: world.wish.time + 1 }),
    "time of the content differs": await broken({}, other),
    "not a manifest": await broken({}, ascii("hello")),
    "bytes after it": concat(world.cms, Uint8Array.of(0)),
    "BER": concat(Uint8Array.of(0x30, 0x80), world.cms.subarray(4), Uint8Array.of(0, 0)),
    "garbage": ascii("<html>"),
    "nothing": new Uint8Array(),
    "a stranger of the same authority and name": await broken({}, world.content, world.stranger),
  };
  for (const [name, file] of Object.entries(rows)) assert.match(await judge(file), /^rejected /, name);
  assert.notEqual((await judge(await broken({ protection: null }))).split(" ")[0], "rejected");
});

test("every byte of the signed content and of the signature counts", async () => {
  const at = (needle: Bytes) => Buffer.from(world.cms).indexOf(Buffer.from(needle));
  const places = [at(world.content), at(world.content) + world.content.length - 1, world.cms.length - 1];
  for (const place of places) {
    const file = Uint8Array.from(world.cms);
    file[place]! ^= 1;
    assert.match(await judge(file), /^rejected (SIGNATURE_INVALID|MANIFEST_MALFORMED)/);
  }
});

test("pins: role, time, organisation", async () => {
  const pin = (entry: OrganisationWish) => entry.certificates[0]!;
  const cases: [string, (entry: OrganisationWish) => void][] = [
    ["role person", (entry) => (pin(entry)["roles"] = ["person", "seal"])],
    ["delegate with documents", (entry) => (pin(entry)["roles"] = ["delegate"])],
    ["before from", (entry) => (pin(entry)["from"] = iso(NOW - DAY))],
    ["at until", (entry) => (pin(entry)["until"] = iso(world.wish.time + 600))],
    ["other digest", (entry) => (pin(entry)["sha256"] = "00".repeat(32))],
    ["other organisation", (entry) => (entry.org = "thcs-khac.hue")],
  ];
  for (const [name, change] of cases) assert.match(await judge(world.bundle, NOW, await directory(change)), /^rejected/, name);
  const until = await directory((entry) => (pin(entry)["until"] = iso(world.wish.time + 601)));
  assert.equal(await judge(world.bundle, NOW, until), "accepted");
  const ended = await directory((entry) => (pin(entry)["until"] = iso(NOW - DAY)));
  assert.equal(await judge(world.cms, NOW, ended), "indeterminate PIN_TIME_UNPROVEN", "nothing proves that it is older");
});

test("a key known to be in other hands since", async () => {
  const since = (time: number) => directory((entry) => (entry.certificates[0]!["compromised_since"] = iso(time)));
  assert.equal(await judge(world.bundle, NOW, await since(world.wish.time + 601)), "accepted");
  assert.equal(await judge(world.bundle, NOW, await since(world.wish.time)), "failed KEY_COMPROMISED");
  assert.equal(await judge(world.cms, NOW, await since(world.wish.time)), "indeterminate PIN_TIME_UNPROVEN");
});

test("revoked before and after the proven time", async () => {
  const list = (time: number) => crl(world.authority, NOW - DAY, NOW + DAY, [[world.signer.serial, time]]);
  const grown = async (time: number) => concat(world.bundle, bundle(new Uint8Array(), [3, await list(time)]).slice(9));
  assert.equal(await judge(await grown(world.wish.time + 700)), "accepted");
  assert.equal(await judge(await grown(world.wish.time - 700)), "failed REVOKED");
  const bare = bundle(world.cms, [3, await crl(world.root, NOW - DAY, NOW + DAY)], [3, await list(NOW - DAY)]);
  assert.equal(await judge(bare), "indeterminate REVOKED");
});

test("a timestamp covers all bytes before it, by a trusted authority", async () => {
  const blocks = blocksOf(world.bundle);
  const stamp = blocks.find(([type]) => type === 5)![1];
  const others = blocks.filter(([type]) => type !== 5);
  const moved = bundle(world.cms, [2, world.authority.certificate], ...blocks);
  const unstamped = /^indeterminate REVOCATION_NOT_CHECKED|^rejected/;
  assert.match(await judge(moved), unstamped);
  assert.match(await judge(bundle(world.cms, [5, stamp], ...others)), unstamped);
  const listOfStamps = blocks.at(-1)!;
  const foreign = await token(world.signer, [world.authority], bundle(world.cms, ...blocks.slice(0, 2)), world.wish.time + 600);
  assert.match(await judge(bundle(world.cms, ...blocks.slice(0, 2), [5, foreign], listOfStamps)), unstamped);
  const future = await token(world.stamper, [world.stampRoot], bundle(world.cms, ...blocks.slice(0, 2)), NOW + DAY);
  assert.match(await judge(bundle(world.cms, ...blocks.slice(0, 2), [5, future], listOfStamps)), unstamped);
  assert.match(await judge(bundle(world.cms, ...blocks.slice(0, 3))), unstamped, "no evidence for the stamp");
});

test("a bundle renewed before the first stamp's evidence ended", async () => {
  const renewed = await token(world.stamper, [world.stampRoot], world.bundle, NOW - 10);
  const grown = concat(world.bundle, bundle(new Uint8Array(), [5, renewed], [3, await crl(world.stampRoot, NOW - 20, NOW + 400 * DAY)]).slice(9));
  const verdict = await judgeManifest(grown, trust, NOW + 200 * DAY);
  assert.ok(verdict.word === "accepted", JSON.stringify(verdict));
  assert.equal(verdict.sealed.time.value, world.wish.time + 600);
  assert.match(await judge(world.bundle, NOW + 200 * DAY), /^(indeterminate|rejected)/, "its last list has ended");
});

test("a sealer whose claimed time contradicts the proven one", async () => {
  const late = { ...world.wish, time: NOW };
  const cms = await manifestMessage(content(world.batch, late), world.signer, [world.authority], NOW);
  const early = { ...world, wish: { ...world.wish } } as World;
  assert.equal(await judge(await evidenced(early, cms)), "indeterminate MANIFEST_TIME_CONTRADICTION");
});

test("paths that do not lead to an anchor, or not in a way that is judged here", async () => {
  const none = { ...trust, signers: [] };
  assert.equal(await judge(world.bundle, NOW, none), "indeterminate CERT_NO_PATH");
  assert.equal(await judge(world.bundle, NOW, { ...trust, signers: trust.timestamps }), "indeterminate CERT_NO_PATH");
  const [from, until] = [NOW - 300 * DAY, NOW + 300 * DAY];
  const lists = async (...issuers: (typeof world.root)[]) =>
    Promise.all(issuers.map(async (one) => [3, await crl(one, NOW - DAY, NOW + DAY)] as [number, Bytes]));
  const sealedBy = async (signer: typeof world.root, chain: (typeof world.root)[]) => {
    const cms = await manifestMessage(world.content, signer, chain, world.wish.time);
    const by = await directory(() => {}, signer);
    return judge(bundle(cms, ...(await lists(world.root, ...chain))), NOW, by);
  };
  const below = { issuer: world.authority, from, until };
  assert.equal(await sealedBy(await identity({ name: "a", ...below }), [world.authority]), "accepted");
  const expired = await identity({ name: "b", ...below, until: NOW - 1 });
  assert.equal(await sealedBy(expired, [world.authority]), "indeterminate CERT_EXPIRED");
  const early = await identity({ name: "c", ...below, from: NOW + 1 });
  assert.equal(await sealedBy(early, [world.authority]), "indeterminate CERT_NOT_YET_VALID");
  const usage = await identity({ name: "d", ...below, usage: 0x20 });
  assert.equal(await sealedBy(usage, [world.authority]), "indeterminate CERT_KEY_USAGE");
  const critical = await identity({ name: "e", ...below, extensions: [extension("1.3.6.1.4.1.99999.7", true, nothing())] });
  assert.equal(await sealedBy(critical, [world.authority]), "indeterminate PATH_NOT_JUDGED");
  const leafAsAuthority = await identity({ name: "f", issuer: world.signer, from, until });
  assert.match(await sealedBy(leafAsAuthority, [world.signer, world.authority]), /^indeterminate CERT_NOT_AN_AUTHORITY/);
});

test("authorities that certify one another do not lead in circles", async () => {
  const [from, until] = [NOW - 300 * DAY, NOW + 300 * DAY];
  const one = await identity({ name: "một", isAuthority: true, from, until });
  const two = await identity({ name: "hai", issuer: one, isAuthority: true, from, until });
  const signer = await identity({ name: "ba", issuer: two, from, until });
  const back = await identity({ name: "một", issuer: two, isAuthority: true, from, until });
  const cms = await manifestMessage(world.content, signer, [two, one, back], world.wish.time);
  assert.equal(await judge(cms, NOW, await directory(() => {}, signer)), "indeterminate CERT_NO_PATH");
});

test("limits: the value passes, one more is told", async () => {
  const block = [2, Uint8Array.of(0)] as [number, Bytes];
  const many = (count: number) => bundle(world.cms, ...Array(count - 1).fill(block));
  assert.doesNotMatch(await judge(many(64)), /LIMIT/);
  assert.equal(await judge(many(65)), "rejected LIMIT_BLOCKS");
  assert.equal(await judge(new Uint8Array(1024 * 1024 + 1).map((_, i) => "VBM1".charCodeAt(i) || 0)), "rejected LIMIT_BUNDLE");
  assert.equal(await judge(new Uint8Array(65537)), "rejected LIMIT_MANIFEST");
});
