// The directory and the anchors that this page judges by: those of its own origin, or of a person's files.

import type { Bytes } from "../protocol/bytes.ts";
import { parseDirectory } from "../protocol/directory.ts";
import { LIMITS } from "../protocol/limits.ts";
import { Refused } from "../protocol/refused.ts";
import { parseAnchors, type Trust } from "../protocol/trust.ts";
import type { Keep } from "./keep.ts";
import { OWN } from "./network.ts";
import { transfer } from "./transfer.ts";

const NAMES = ["directory", "anchors"] as const;
type Name = (typeof NAMES)[number];

export async function loadTrust(keep: Keep): Promise<Trust> {
  const [directory, anchors] = await Promise.all(NAMES.map((name) => load(keep, name)));
  if (directory === null || directory === undefined || anchors === null || anchors === undefined) {
    throw new Refused("TRUST_MISSING");
  }
  const trust = { directory: parseDirectory(directory), ...(await parseAnchors(text(anchors))) };
  await keep.put("directory", directory);
  await keep.put("anchors", anchors);
  return trust;
}

async function load(keep: Keep, name: Name): Promise<Bytes | null> {
  if (OWN !== null) {
    const found = await transfer(`${OWN}/.well-known/vanbang/v1/${name}`, LIMITS[name === "directory" ? "DIRECTORY" : "ANCHORS"]);
    if (typeof found !== "string") return found;
    // a server that answers without them has been set up without; only silence falls back on what was kept
    if (found !== "unreachable") return null;
  }
  return keep.get(name);
}

/** Keeps a directory or anchors that a person chose, once they can be read; the name of what it was. */
export async function keepChosen(keep: Keep, bytes: Bytes): Promise<Name> {
  try {
    parseDirectory(bytes);
    await keep.put("directory", bytes);
    return "directory";
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
  await parseAnchors(text(bytes));
  await keep.put("anchors", bytes);
  return "anchors";
}

const text = (bytes: Bytes) => new TextDecoder().decode(bytes);
