// What this browser keeps between visits: directory, anchors, manifests and status. Never a code or a fact.

import { fromHex, hex, type Bytes } from "../protocol/bytes.ts";
import type { Memory } from "../protocol/source.ts";
import type { Remembered } from "../protocol/standing.ts";
import { parseHead } from "../protocol/status.ts";

const DATABASE = "vanbang";
const STORE = "kept";
/** Objects kept at once; manifests are the first to go. */
const MOST = 300;

/** A browser that keeps nothing is one that was never here before. */
export class Keep implements Memory {
  private readonly database: Promise<IDBDatabase | null> = open();

  async get(name: string): Promise<Bytes | null> {
    const found = await this.run("readonly", (store) => store.get(name));
    return found instanceof Uint8Array ? Uint8Array.from(found) : null;
  }

  async put(name: string, bytes: Bytes): Promise<void> {
    const count = await this.run("readonly", (store) => store.count());
    if (typeof count === "number" && count >= MOST) {
      await this.run("readwrite", (store) => store.delete(IDBKeyRange.bound("manifest/", "manifest0")));
    }
    await this.run("readwrite", (store) => store.put(bytes, name));
  }

  async recall(org: string): Promise<Remembered | null> {
    const text = await this.get(`seen/${org}`);
    if (text === null) return null;
    const [epoch, seq, digest, key] = new TextDecoder().decode(text).split(" ");
    const known = { epoch: Number(epoch), seq: Number(seq), digest: fromHex(digest ?? ""), key: fromHex(key ?? "") };
    return known.digest === null || known.key === null ? null : (known as Remembered);
  }

  async rememberStatus(org: string, seen: Remembered, head: Bytes, part: Bytes): Promise<void> {
    const text = `${seen.epoch} ${seen.seq} ${hex(seen.digest)} ${hex(seen.key)}`;
    await this.put(`seen/${org}`, new TextEncoder().encode(text) as Bytes);
    await this.put(headName(org), head);
    for (const [list, digest] of (await parseHead(head)).parts) {
      const own = new Uint8Array(await crypto.subtle.digest("SHA-256", part));
      if (hex(own) === hex(digest)) await this.put(partName(org, list), part);
    }
  }

  async rememberManifest(batch: Bytes, bundle: Bytes): Promise<void> {
    await this.put(manifestName(batch), bundle);
  }

  private async run(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
    const database = await this.database;
    if (database === null) return null;
    return new Promise((resolve) => {
      try {
        const request = act(database.transaction(STORE, mode).objectStore(STORE));
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => resolve(null);
      } catch {
        resolve(null);
      }
    });
  }
}

export const headName = (org: string) => `head/${org}`;
export const partName = (org: string, list: number) => `part/${org}/${list}`;
export const manifestName = (batch: Bytes) => `manifest/${hex(batch)}`;

function open(): Promise<IDBDatabase | null> {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE);
      request.onsuccess = () => resolve(request.result);
      request.onerror = request.onblocked = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
}
