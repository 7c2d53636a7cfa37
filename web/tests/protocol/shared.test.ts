// The vectors that the project's own program made: what every implementation must read, refuse and answer alike.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { equal, fromHex, hex, type Bytes } from "../../src/protocol/bytes.ts";
import { parseClaims } from "../../src/protocol/claims.ts";
import { parseCode } from "../../src/protocol/code.ts";
import { parseDirectory, pinFault, type Role } from "../../src/protocol/directory.ts";
import { openEnvelope } from "../../src/protocol/envelope.ts";
import { MANIFEST_TYPE, openEnclosed } from "../../src/protocol/signed/enclosed.ts";
import { parseManifest } from "../../src/protocol/manifest.ts";
import { parseOpening } from "../../src/protocol/opening.ts";
import { codeOf, Refused } from "../../src/protocol/refused.ts";
import { standingOf, type Remembered } from "../../src/protocol/standing.ts";
import { parseHead, parsePart, statusToken } from "../../src/protocol/status.ts";
import { leaf, place, rootOf } from "../../src/protocol/tree.ts";

declare const WEB: string;
const vectors = (name: string) => JSON.parse(readFileSync(`${WEB}/../test-vectors/${name}.json`, "utf8"));
const read = (name: string) => vectors(`protocol/${name}`);
const bytes = (text: string): Bytes => fromHex(text) ?? assert.fail(text);

/** Hexadecimal; or, where that would be long, its beginning and how many zeros follow. */
type Given = string | { begin: string; zeros: number };

function whole(given: Given): Bytes {
  if (typeof given === "string") return bytes(given);
  const begin = bytes(given.begin);
  const all = new Uint8Array(begin.length + given.zeros);
  all.set(begin);
  return all;
}

async function holds(id: Bytes, openingBytes: Bytes, manifestBytes: Bytes): Promise<boolean> {
  const [opening, manifest] = [parseOpening(openingBytes), await parseManifest(manifestBytes)];
  const where = place(opening.index, manifest.count, manifest.height);
  const own = await leaf(manifest.org, manifest.batch, id, opening.secret, opening.claims);
  const root = where === null ? null : await rootOf(where, own, opening.path);
  const sealed = where === null ? undefined : manifest.roots[where.subtree];
  return root !== null && sealed !== undefined && equal(root, sealed) && equal(manifest.batch, opening.batch);
}

test("every document of the batch is proven, by code and by envelope", async () => {
  const batch = read("batch");
  assert.equal(batch.documents.length, batch.count);
  for (const { id, f, s, secret, opening, claims } of batch.documents) {
    // a document whose facts do not fit the largest symbol has no code of form F
    const full = f === null || f === undefined ? null : parseCode(f, () => false);
    const short = parseCode(s, () => false);
    assert.ok(full === null || (full.form === "F" && hex(full.opening) === opening));
    assert.ok(short.form === "S" && hex(short.secret) === secret);
    assert.ok(await holds(bytes(id), bytes(opening), bytes(batch.manifest)));
    assert.ok(parseClaims(bytes(claims)).has(3));
  }
  const [first] = batch.documents;
  const opened = await openEnvelope(bytes(batch.envelope_of_index_0), bytes(first.id), bytes(first.secret));
  assert.equal(hex(opened), first.opening);
});

interface Pinned {
  directory: string;
  org: string;
  sha256: string;
  role: Role;
  time: string;
  proven: boolean;
}

/** What reading each of these gives; a proof that does not hold has no error of its own. */
const READERS: Record<string, (given: never) => unknown> = {
  code: (text: string) => parseCode(text, () => false),
  claims: (given: Given) => parseClaims(whole(given)),
  opening: (given: Given) => parseClaims(parseOpening(whole(given)).claims),
  manifest: (given: Given) => parseManifest(whole(given)),
  status_part: (given: Given) => parsePart(whole(given)),
  status_head: (given: Given) => parseHead(whole(given)),
  envelope: async ({ envelope, id, secret }: { envelope: Given; id: string; secret: string }) => {
    const opened = await openEnvelope(whole(envelope), bytes(id), bytes(secret));
    assert.ok(parseOpening(opened));
  },
  directory: (text: string) => parseDirectory(new TextEncoder().encode(text)),
  pin: ({ directory, org, sha256, role, time, proven }: Pinned) => {
    const { organisations } = parseDirectory(new TextEncoder().encode(directory));
    const organisation = organisations.get(org) ?? assert.fail(org);
    const fault = pinFault(organisation, bytes(sha256), [role], Date.parse(time) / 1000, proven);
    if (fault !== null) throw new Refused(fault);
  },
  signed_manifest: async (given: Given) => {
    const { content, signingTime } = await openEnclosed(whole(given), MANIFEST_TYPE);
    if ((await parseManifest(content)).time !== signingTime) throw new Refused("MANIFEST_TIME_CONTRADICTION");
  },
  proof: async ({ id, opening, manifest }: Record<string, string>) => {
    if (!(await holds(bytes(id!), bytes(opening!), bytes(manifest!)))) throw new Refused("NOT_IN_MANIFEST");
  },
};

/** The page has one word where a program that mends files needs several. */
function isTold(expected: string, told: string): boolean {
  if (expected === "MANIFEST_REJECTED") return told !== "accepted";
  const word = expected
    .replace(/^STATUS_(HEAD|PART)_MALFORMED$/, "STATUS_MALFORMED")
    .replace(/^DIRECTORY_[A-Z_]+$/, "DIRECTORY_INVALID");
  return told === word;
}

test("everything is taken or refused as its row says, by its code", async () => {
  const seen = new Set<string>();
  const others: string[] = [];
  for (const { what, given, code, story } of [...read("refused"), ...vectors("manifest/signed")]) {
    const reader = READERS[what];
    // publication lists are for servers, records for whoever has the file
    if (reader === undefined) continue;
    seen.add(what);
    const told = await (async () => {
      try {
        await reader(given as never);
        return "accepted";
      } catch (error) {
        return codeOf(error);
      }
    })();
    if (isTold(code ?? "accepted", told)) continue;
    others.push(`${what}: ${story}: ${told}, not ${code}`);
  }
  assert.deepEqual(others, []);
  assert.equal(seen.size, Object.keys(READERS).length);
});

test("the whole matrix of standings", async () => {
  const { org, id, cases, objects } = read("standing");
  const object = (name: string | null) => (name === null ? null : bytes(objects[name]));
  const remembered = new Map<string, Remembered>();
  for (const one of cases) {
    const [own, head, part] = [object(one.manifest), object(one.head), object(one.part)];
    // steps 0 and 1, which whoever gathers the objects answers
    if (own === null || head === null || part === null) {
      assert.match(one.reason, /_MISSING$/, one.story);
      continue;
    }
    const delegating = object(one.delegating);
    const question = {
      org, token: await statusToken(bytes(id)), manifest: await parseManifest(own), epochMin: one.epoch_min ?? 0,
      remembered: remembered.get(one.after) ?? null, at: one.at,
    };
    const delegator = delegating === null ? ("absent" as const) : await parseManifest(delegating);
    const evidence = { head: await parseHead(head), part: await parsePart(part), delegator };
    const { standing, remember } = await standingOf(question, evidence);
    const told = [standing.state, standing.state === "unknown" ? standing.reason : null];
    assert.deepEqual(told, [one.standing, one.reason], one.story);
    if (remember !== null) remembered.set(one.story, remember);
  }
  assert.ok(cases.length >= 80);
});
