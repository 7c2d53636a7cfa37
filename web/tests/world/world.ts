// A whole made-up school: authority, sealed batch with evidence, status, directory, and who serves them.

import { ascii, hex, type Bytes } from "../../src/protocol/bytes.ts";
import { sha256 } from "../../src/protocol/hash.ts";
import { parseDirectory } from "../../src/protocol/directory.ts";
import type { Fetched, Memory, Source } from "../../src/protocol/source.ts";
import type { Remembered } from "../../src/protocol/standing.ts";
import { parseAnchors, type Trust } from "../../src/protocol/trust.ts";
import { crl, identity, type Identity } from "./authority.ts";
import { bundle, content, plan, type Batch, type ContentWish } from "./batch.ts";
import { manifestMessage, token } from "./message.ts";
import { head, part, type PartWish } from "./status.ts";
import { copyOf, NAMES } from "./people.ts";

export const ORG = "thpt-mau.hue";
export const HOST = "vb.mau.edu.vn";
export const LIST = 2026;
const DAY = 86_400;

export interface World {
  /** Now, in seconds since 1970. */
  now: number;
  root: Identity;
  authority: Identity;
  signer: Identity;
  /** Of a certificate of the same authority that nobody pinned. */
  stranger: Identity;
  stampRoot: Identity;
  stamper: Identity;
  statusKey: CryptoKeyPair;
  batch: Batch;
  wish: ContentWish;
  content: Bytes;
  digest: Bytes;
  cms: Bytes;
  bundle: Bytes;
  directory: Bytes;
  anchors: string;
  /** The files of protocol 10.3: address → bytes. */
  files: Map<string, Bytes>;
}

export async function makeWorld(now: number): Promise<World> {
  const from = now - 300 * DAY;
  const until = now + 700 * DAY;
  const root = await identity({ name: "Gốc thử nghiệm", isAuthority: true, from: from - 900 * DAY, until: until + 900 * DAY });
  const authority = await identity({ name: "CA thử nghiệm", issuer: root, isAuthority: true, kind: "RSA", from, until });
  const signer = await identity({ name: "Trường THPT Mẫu", issuer: authority, kind: "RSA", from, until });
  const stranger = await identity({ name: "Trường THPT Mẫu", issuer: authority, from, until });
  const stampRoot = await identity({ name: "Gốc dấu thời gian", isAuthority: true, from: from - 900 * DAY, until: until + 900 * DAY });
  const stamper = await identity({ name: "Dấu thời gian", issuer: stampRoot, isTimestamps: true, usage: 0x80, from, until });
  const statusKey = (await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"])) as CryptoKeyPair;
  const batch = await plan(ORG, NAMES.map((name, i) => copyOf(name, i)), 3);
  const wish: ContentWish = {
    time: now - 20 * DAY,
    list: LIST,
    delegation: { epoch: 1, key: await point(statusKey), notAfter: now + 300 * DAY },
  };
  const world: World = {
    now, root, authority, signer, stranger, stampRoot, stamper, statusKey, batch, wish,
    content: new Uint8Array(), digest: new Uint8Array(), cms: new Uint8Array(), bundle: new Uint8Array(),
    directory: directoryOf(signer, await hexDigest(signer.certificate), now), files: new Map(),
    anchors: JSON.stringify({
      format: "vanbang anchors 1", signers: [base64(root.certificate)], timestamps: [base64(stampRoot.certificate)],
    }),
  };
  world.content = content(batch, wish);
  world.digest = await sha256(world.content);
  world.cms = await manifestMessage(world.content, signer, [authority], wish.time);
  world.bundle = await evidenced(world, world.cms);
  await publish(world);
  return world;
}

export async function point(pair: CryptoKeyPair): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
}

const hexDigest = async (bytes: Bytes) => hex(await sha256(bytes));
const base64 = (bytes: Bytes) => btoa(String.fromCharCode(...bytes));

/** The signed manifest with lists and a timestamp of the day of sealing. */
export async function evidenced(world: World, cms: Bytes): Promise<Bytes> {
  const { wish, root, authority, stamper, stampRoot, now } = world;
  const sealed = wish.time;
  const before = bundle(
    cms,
    [3, await crl(root, sealed - DAY, sealed + 30 * DAY)],
    [3, await crl(authority, sealed - DAY, sealed + 7 * DAY)],
  );
  const stamp = await token(stamper, [stampRoot], before, sealed + 600);
  const list = await crl(stampRoot, now - DAY, now + 90 * DAY);
  return bundle(cms, ...blocksOf(before), [5, stamp], [3, list]);
}

/** The blocks after the first. */
export function blocksOf(file: Bytes): [number, Bytes][] {
  const view = new DataView(file.buffer, file.byteOffset);
  const blocks: [number, Bytes][] = [];
  for (let at = 4; at < file.length; ) {
    const length = view.getUint32(at + 1);
    blocks.push([file[at] ?? 0, file.slice(at + 5, at + 5 + length)]);
    at += 5 + length;
  }
  return blocks.slice(1);
}

export interface OrganisationWish {
  org: string;
  name_vi: string;
  name_en: string;
  hosts: { host: string; until: string | null }[];
  certificates: Record<string, unknown>[];
}

export function directoryOf(_signer: Identity, sha256: string, now: number, change: (entry: OrganisationWish) => void = () => {}): Bytes {
  const iso = (time: number) => new Date(time * 1000).toISOString();
  const entry: OrganisationWish = {
    org: ORG,
    name_vi: "Trường THPT Mẫu, phường An Cựu, Huế",
    name_en: "Mau High School, Hue",
    hosts: [{ host: HOST, until: null }],
    certificates: [{ sha256, roles: ["manifest", "seal"], from: iso(now - 400 * DAY), until: null, compromised_since: null }],
  };
  change(entry);
  const file = {
    format: "vanbang directory 1", serial: 12, issued: iso(now - DAY), next_update: iso(now + 90 * DAY), organisations: [entry],
  };
  return new TextEncoder().encode(JSON.stringify(file)) as Bytes;
}

/** Puts everything where protocol 10.3 serves it. */
export async function publish(world: World, status: Partial<PartWish> & { seq?: number; issued?: number } = {}): Promise<void> {
  const { files, batch, now } = world;
  const listPart = await part({ org: ORG, list: LIST, batches: [{ id: batch.id, digest: world.digest, state: 0 }], ...status });
  const issued = status.issued ?? now - 3600;
  const statusHead = await head(
    {
      org: ORG, seq: status.seq ?? 3, issued, validUntil: issued + 10 * DAY,
      delegator: { id: batch.id, digest: world.digest }, epoch: 1, parts: new Map([[LIST, await sha256(listPart)]]),
    },
    world.statusKey.privateKey,
  );
  const base = "/.well-known/vanbang/v1";
  for (const name of [...files.keys()].filter((name) => name.includes("/status/"))) files.delete(name);
  files.set(`${base}/batches/${hex(batch.id)}.cms`, world.cms);
  files.set(`${base}/batches/${hex(batch.id)}.bundle`, world.bundle);
  files.set(`${base}/${ORG}/status/head`, statusHead);
  files.set(`${base}/${ORG}/status/${LIST}/${hex(await sha256(listPart))}`, listPart);
  files.set(`${base}/directory`, world.directory);
  files.set(`${base}/anchors`, ascii(world.anchors));
}

export async function trustOf(world: World): Promise<Trust> {
  return { directory: parseDirectory(world.directory), ...(await parseAnchors(world.anchors)) };
}

/** The world's files without a network. */
export class FolderSource implements Source {
  asked: string[] = [];

  constructor(private readonly world: World) {}

  async *envelopes(hosts: string[], id: Bytes): AsyncIterable<Fetched> {
    this.asked.push(`envelope of ${hex(id)} at ${hosts}`);
    const found = this.world.batch.documents.find((document) => hex(document.id) === hex(id));
    yield found === undefined ? "absent" : { bytes: found.envelope, isKept: false };
  }

  async *manifests(_hosts: string[], batch: Bytes): AsyncIterable<Fetched> {
    yield this.file(`batches/${hex(batch)}.bundle`);
    yield this.file(`batches/${hex(batch)}.cms`);
  }

  async head(_hosts: string[], org: string): Promise<Fetched> {
    return this.file(`${org}/status/head`);
  }

  async part(_hosts: string[], org: string, list: number, digest: Bytes): Promise<Fetched> {
    return this.file(`${org}/status/${list}/${hex(digest)}`);
  }

  private file(name: string): Fetched {
    this.asked.push(name);
    const bytes = this.world.files.get(`/.well-known/vanbang/v1/${name}`);
    return bytes === undefined ? "absent" : { bytes, isKept: false };
  }
}

export class Notebook implements Memory {
  seen = new Map<string, Remembered>();
  manifests: string[] = [];

  async recall(org: string): Promise<Remembered | null> {
    return this.seen.get(org) ?? null;
  }

  async rememberStatus(org: string, seen: Remembered): Promise<void> {
    this.seen.set(org, seen);
  }

  async rememberManifest(batch: Bytes): Promise<void> {
    this.manifests.push(hex(batch));
  }
}
