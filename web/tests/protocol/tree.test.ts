// Every shape of a sub-tree: the own path is accepted, every other way of leading there is not.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { hex, type Bytes } from "../../src/protocol/bytes.ts";
import { sha256 } from "../../src/protocol/hash.ts";
import { place, rootOf, leaf } from "../../src/protocol/tree.ts";
import { pathOf, treeHash } from "../world/batch.ts";

declare const WEB: string;
const vectors = JSON.parse(readFileSync(`${WEB}/../test-vectors/protocol/annex-c.json`, "utf8"));
const leaves = (count: number) => Promise.all(Array.from({ length: count }, (_, i) => sha256(Uint8Array.of(i))));

test("the shapes of annex C", async () => {
  for (const [count, roots] of Object.entries(vectors.tree_shapes as Record<string, string[]>)) {
    const all = await leaves(Number(count));
    const found: string[] = [];
    for (let from = 0; from < all.length; from += 8) found.push(hex(await treeHash(all.slice(from, from + 8))));
    assert.deepEqual(found, roots, count);
  }
});

test("own path accepted; another place, a longer, shorter or reordered path refused", async () => {
  const all = await leaves(64);
  for (const height of [0, 1, 2, 3]) {
    for (let count = 1; count <= 20; count++) {
      for (let index = 0; index < count; index++) {
        const where = place(index, count, height) ?? assert.fail();
        const from = where.subtree << height;
        const own = all.slice(from, from + where.size);
        const root = hex(await treeHash(own));
        const path = await pathOf(own, where.position);
        const leads = async (at: typeof where, way: Bytes[], to = all[index]!) => {
          const found = await rootOf(at, to, way);
          return found !== null && hex(found) === root;
        };
        assert.ok(await leads(where, path), `${height} ${count} ${index}`);
        assert.ok(!(await leads(where, [...path, all[63]!])));
        assert.ok(path.length === 0 || !(await leads(where, path.slice(1))));
        assert.ok(path.length < 2 || !(await leads(where, [...path].reverse())));
        for (let other = 0; other < where.size; other++) {
          if (other !== where.position) assert.ok(!(await leads({ ...where, position: other }, path)));
        }
      }
      assert.equal(place(count, count, height), null);
    }
  }
});

test("each field of a leaf counts, and none runs into its neighbour", async () => {
  const make = (org = "ab", batch = 1, id = 2, secret = 3, claims = [4]) =>
    leaf(org, new Uint8Array(8).fill(batch), new Uint8Array(16).fill(id), new Uint8Array(16).fill(secret), Uint8Array.from(claims));
  const all = [make(), make("ac"), make("abb"), make("ab", 2), make("ab", 1, 3), make("ab", 1, 2, 4), make("ab", 1, 2, 3, [5])];
  assert.equal(new Set((await Promise.all(all)).map(hex)).size, all.length);
});
