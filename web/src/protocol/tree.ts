// Leaves and sub-trees of a batch (protocol 4): place and path are bound to count and height.

import { ascii, concat, type Bytes } from "./bytes.ts";
import { sha256 } from "./hash.ts";

export interface Place {
  /** Which of the manifest's roots. */
  subtree: number;
  /** Leaves in that sub-tree. */
  size: number;
  /** Position in it. */
  position: number;
}

export function leaf(org: string, batch: Bytes, id: Bytes, secret: Bytes, claims: Bytes): Promise<Bytes> {
  const name = ascii(org);
  const head = concat(Uint8Array.of(0), ascii("vanbang leaf 1"), Uint8Array.of(name.length), name);
  return sha256(head, batch, id, secret, claims);
}

function node(left: Bytes, right: Bytes): Promise<Bytes> {
  return sha256(Uint8Array.of(1), left, right);
}

/** Where a leaf stands, or null for an index that the batch does not have. */
export function place(index: number, count: number, height: number): Place | null {
  if (index >= count) return null;
  const subtree = index >> height;
  const first = subtree << height;
  return { subtree, size: Math.min(1 << height, count - first), position: index - first };
}

/** The root that a path leads to (RFC 9162 section 2.1.3.2), or null when its length does not fit. */
export async function rootOf({ size, position }: Place, leafHash: Bytes, path: Bytes[]): Promise<Bytes | null> {
  let own = position;
  let last = size - 1;
  let root = leafHash;
  for (const sibling of path) {
    if (last === 0) return null;
    if (own % 2 === 1 || own === last) {
      root = await node(sibling, root);
      while (own % 2 === 0 && own !== 0) {
        own >>= 1;
        last >>= 1;
      }
    } else {
      root = await node(root, sibling);
    }
    own >>= 1;
    last >>= 1;
  }
  return last === 0 ? root : null;
}
