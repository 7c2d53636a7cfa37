// Codes judged whole: genuine ones, and everything that a server or a forger may put in their place.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { concat, hex, idText, type Bytes } from "../../src/protocol/bytes.ts";
import { parseCode, toDecimal } from "../../src/protocol/code.ts";
import { judgeCode, type Answer, type Context } from "../../src/protocol/judge.ts";
import { judgeManifest } from "../../src/protocol/judge_manifest.ts";
import { judgeOpening } from "../../src/protocol/judge_opening.ts";
import { parseOpening } from "../../src/protocol/opening.ts";
import { codeOf } from "../../src/protocol/refused.ts";
import type { Fetched } from "../../src/protocol/source.ts";
import type { Trust } from "../../src/protocol/trust.ts";
import { fCode, sCode, seal, type Planned } from "../world/batch.ts";
import { FolderSource, HOST, makeWorld, Notebook, ORG, publish, trustOf, type World } from "../world/world.ts";

const NOW = 1_795_000_000;
const DAY = 86_400;
let world: World;
let trust: Trust;
let one: Planned;
let two: Planned;

before(async () => {
  world = await makeWorld(NOW);
  trust = await trustOf(world);
  [one, two] = [world.batch.documents[0]!, world.batch.documents[5]!];
});

async function ask(text: string, change: Partial<Context> = {}): Promise<Answer> {
  const source = change.source ?? new FolderSource(world);
  const code = parseCode(text, () => false);
  return judgeCode(code, { trust, source, memory: new Notebook(), at: NOW, ...change });
}

const short = (answer: Answer) => `${answer.verdict} ${answer.reason} ${answer.standing.state}`;

class Lying extends FolderSource {
  constructor(private readonly change: Partial<Record<"envelopes" | "manifests" | "head" | "part", Fetched>>) {
    super(world);
  }
  override async *envelopes(hosts: string[], id: Bytes) {
    if (this.change.envelopes !== undefined) yield this.change.envelopes;
    else yield* super.envelopes(hosts, id);
  }
  override async *manifests(hosts: string[], batch: Bytes) {
    if (this.change.manifests !== undefined) yield this.change.manifests;
    else yield* super.manifests(hosts, batch);
  }
  override async head(hosts: string[], org: string) {
    return this.change.head ?? super.head(hosts, org);
  }
  override async part(hosts: string[], org: string, list: number, digest: Bytes) {
    return this.change.part ?? super.part(hosts, org, list, digest);
  }
}
const lie = (bytes: Bytes): Fetched => ({ bytes, isKept: false });

test("genuine codes of both forms give the facts of their document", async () => {
  for (const document of world.batch.documents) {
    for (const text of [fCode(HOST, document), sCode(HOST, document)]) {
      const answer = await ask(text);
      assert.equal(short(answer), "passed PASSED in_force");
      assert.equal(answer.sealed?.organisation.org, ORG);
      assert.equal(answer.sealed?.time.source, "timestamp");
      assert.ok(answer.claims?.get(3));
    }
  }
});

test("with F nothing that is asked names the document", async () => {
  const source = new FolderSource(world);
  await ask(fCode(HOST, one), { source });
  assert.ok(source.asked.length >= 3);
  assert.ok(source.asked.every((asked) => !asked.includes(hex(one.id)) && !asked.includes("envelope")), String(source.asked));
});

test("a code put together from two documents is no code", async () => {
  const mixedF = `https://${HOST}/V/${idText(two.id)}#${toDecimal(one.opening)}`;
  assert.equal(short(await ask(mixedF)), "failed NOT_IN_MANIFEST not_asked");
  const mixedS = `https://${HOST}/V/${idText(two.id)}#${toDecimal(concat(Uint8Array.of(1), one.secret))}`;
  assert.equal(short(await ask(mixedS)), "indeterminate CODE_DOES_NOT_OPEN not_asked");
});

test("every byte of an opening counts", async () => {
  const manifests = [await judgeManifest(world.bundle, trust, NOW)];
  assert.equal((await judgeOpening(one.id, parseOpening(one.opening), manifests)).word, "proven");
  for (let at = 0; at < one.opening.length; at++) {
    const changed = Uint8Array.from(one.opening);
    changed[at]! ^= 1;
    const words = [];
    try {
      words.push((await judgeOpening(one.id, parseOpening(changed), manifests)).word);
    } catch (error) {
      words.push(codeOf(error));
    }
    assert.ok(["failed", "indeterminate", "OPENING_MALFORMED"].includes(words[0]!), `byte ${at}: ${words}`);
  }
});

test("a host that nobody listed is named, and never asked", async () => {
  const source = new FolderSource(world);
  const answer = await ask(sCode("vb-mau.edu.vn.evil.example", one), { source });
  assert.equal(short(answer), "indeterminate CODE_HOST_FOREIGN not_asked");
  assert.deepEqual(source.asked, []);
});

test("F under another host is proven and yet never passes", async () => {
  const answer = await ask(fCode("evil.example", one));
  assert.equal(short(answer), "indeterminate CODE_HOST_FOREIGN not_asked");
  assert.equal(answer.claims?.get(3) !== undefined, true);
  const unproven = await ask(fCode("evil.example", one), { source: new Lying({ manifests: "absent" }) });
  assert.equal(short(unproven), "indeterminate CODE_HOST_FOREIGN not_asked");
});

test("withdrawn and superseded, also by an old list", async () => {
  const date = 20_260_601;
  await publish(world, { seq: 4, issued: NOW - 30 * DAY, entries: [{ id: one.id, state: 2, reason: 2, date }, { id: two.id, state: 1, reason: 1, date }] });
  assert.deepEqual((await ask(fCode(HOST, one))).standing, { state: "unknown", reason: "STATUS_CLOCK", last: null });
  await publish(world, { seq: 4, issued: NOW - 12 * DAY, entries: [{ id: one.id, state: 2, reason: 2, date }, { id: two.id, state: 1, reason: 1, date }] });
  assert.deepEqual((await ask(sCode(HOST, one))).standing, { state: "withdrawn", date });
  assert.deepEqual((await ask(fCode(HOST, two))).standing, { state: "superseded", date });
  const other = await ask(fCode(HOST, world.batch.documents[2]!));
  assert.deepEqual(other.standing, { state: "unknown", reason: "STATUS_STALE", last: { state: "in_force", asOf: NOW - 12 * DAY } });
  await publish(world);
});

test("the batch: absent, other digest, withdrawn", async () => {
  const state = async (batches: { id: Bytes; digest: Bytes; state: 0 | 2 }[]) => {
    await publish(world, { batches });
    return (await ask(fCode(HOST, one))).standing;
  };
  const [id, digest] = [world.batch.id, world.digest];
  assert.deepEqual(await state([]), { state: "unknown", reason: "BATCH_NOT_LISTED", last: null });
  assert.deepEqual(await state([{ id, digest: new Uint8Array(32), state: 0 }]), { state: "unknown", reason: "BATCH_NOT_LISTED", last: null });
  assert.deepEqual(await state([{ id, digest, state: 2 }]), { state: "withdrawn", date: null });
  await publish(world);
});

test("a head that goes back, or says two things at once", async () => {
  const memory = new Notebook();
  await publish(world, { seq: 8 });
  assert.equal((await ask(fCode(HOST, one), { memory })).standing.state, "in_force");
  assert.equal((await ask(fCode(HOST, one), { memory })).standing.state, "in_force");
  await publish(world, { seq: 7 });
  assert.deepEqual((await ask(fCode(HOST, one), { memory })).standing, { state: "unknown", reason: "STATUS_ROLLBACK", last: null });
  await publish(world, { seq: 8, issued: NOW - 7200 });
  assert.deepEqual((await ask(fCode(HOST, one), { memory })).standing, { state: "unknown", reason: "STATUS_EQUIVOCATION", last: null });
  await publish(world);
  memory.seen.set(ORG, { epoch: 2, seq: 1, digest: new Uint8Array(32), key: new Uint8Array(65) });
  assert.deepEqual((await ask(fCode(HOST, one), { memory })).standing, { state: "unknown", reason: "STATUS_ROLLBACK", last: null });
});

test("a server that lies can withhold, and nothing else", async () => {
  const garbage = lie(new TextEncoder().encode("<html>").slice());
  const foreignOpening = await seal(one.id, one.secret, two.opening);
  const otherSecret = await seal(one.id, two.secret, two.opening);
  const lies: [string, Partial<Record<"envelopes" | "manifests" | "head" | "part", Fetched>>, string][] = [
    ["no envelope", { envelopes: "absent" }, "indeterminate CODE_UNKNOWN not_asked"],
    ["no server", { envelopes: "unreachable" }, "indeterminate SERVER_UNREACHABLE not_asked"],
    ["too much", { envelopes: "too_large" }, "indeterminate LIMIT_ENVELOPE not_asked"],
    ["garbage", { envelopes: garbage }, "indeterminate ENVELOPE_INVALID not_asked"],
    ["another's envelope", { envelopes: lie(two.envelope) }, "indeterminate ENVELOPE_INVALID not_asked"],
    ["another's opening", { envelopes: lie(foreignOpening) }, "indeterminate ENVELOPE_INVALID not_asked"],
    ["another key", { envelopes: lie(otherSecret) }, "indeterminate CODE_DOES_NOT_OPEN not_asked"],
    ["no manifest", { manifests: "absent" }, "indeterminate MANIFEST_MISSING not_asked"],
    ["garbage as manifest", { manifests: garbage }, "indeterminate MANIFEST_REJECTED not_asked"],
    ["no head", { head: "absent" }, "passed PASSED unknown"],
    ["garbage as head", { head: garbage }, "passed PASSED unknown"],
    ["garbage as part", { part: garbage }, "passed PASSED unknown"],
  ];
  for (const [name, change, expected] of lies) {
    assert.equal(short(await ask(sCode(HOST, one), { source: new Lying(change) })), expected, name);
  }
});

test("another sealed batch of the same school is no excuse", async () => {
  const other = await makeWorld(NOW);
  const answer = await ask(fCode(HOST, one), { source: new Lying({ manifests: lie(other.bundle) }) });
  assert.equal(short(answer), "indeterminate MANIFEST_REJECTED not_asked");
});

test("each byte of an envelope counts", async () => {
  for (let at = 0; at < one.envelope.length; at += 7) {
    const changed = Uint8Array.from(one.envelope);
    changed[at]! ^= 0x10;
    const answer = await ask(sCode(HOST, one), { source: new Lying({ envelopes: lie(changed) }) });
    assert.ok(["ENVELOPE_INVALID", "CODE_DOES_NOT_OPEN"].includes(answer.reason), `byte ${at}: ${answer.reason}`);
  }
});

test("a former host still names its school, and is never asked", async () => {
  const entry = trust.directory.organisations.get(ORG)!;
  const hosts = [{ host: HOST, until: NOW - DAY }, { host: "kiemtra.mau.edu.vn", until: null }];
  const organisations = new Map([[ORG, { ...entry, hosts }]]);
  const source = new FolderSource(world);
  const answer = await ask(sCode(HOST, one), { source, trust: { ...trust, directory: { ...trust.directory, organisations } } });
  assert.equal(answer.verdict, "passed");
  assert.match(source.asked[0]!, /at kiemtra\.mau\.edu\.vn$/);
});

test("what was kept while nobody answers is the last that is known", async () => {
  const head = await new FolderSource(world).head([], ORG);
  assert.ok(typeof head === "object");
  const answer = await ask(fCode(HOST, one), { source: new Lying({ head: { ...head, isKept: true } }) });
  assert.deepEqual(answer.standing, {
    state: "unknown", reason: "SERVER_UNREACHABLE", last: { state: "in_force", asOf: NOW - 3600 },
  });
});
