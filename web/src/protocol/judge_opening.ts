// Judging an opening (protocol 11.2): whether the leaf that it makes stands in a sealed manifest.

import { equal, type Bytes } from "./bytes.ts";
import { parseClaims, type Claims } from "./claims.ts";
import type { ManifestVerdict, Sealed } from "./judge_manifest.ts";
import type { Opening } from "./opening.ts";
import { codeOf } from "./refused.ts";
import { leaf, place, rootOf } from "./tree.ts";

export type OpeningVerdict =
  | { word: "proven"; sealed: Sealed; claims: Claims }
  | { word: "failed" | "indeterminate"; reason: string; sealed: Sealed | null };

/** `manifests` are those at hand that claim the opening's batch, each judged. */
export async function judgeOpening(
  id: Bytes,
  opening: Opening,
  manifests: ManifestVerdict[],
): Promise<OpeningVerdict> {
  let claims: Claims;
  try {
    claims = parseClaims(opening.claims);
  } catch (error) {
    const reason = codeOf(error);
    return { word: reason === "CLAIMS_MALFORMED" ? "failed" : "indeterminate", reason, sealed: null };
  }
  const others = new Map<string, ManifestVerdict>();
  let contradicting: Sealed | null = null;
  for (const verdict of manifests) {
    others.set(verdict.word, verdict);
    if (verdict.word === "rejected" || !equal(verdict.sealed.manifest.batch, opening.batch)) continue;
    const holds = await isIn(id, opening, verdict.sealed);
    if (verdict.word === "accepted" && holds) return { word: "proven", sealed: verdict.sealed, claims };
    if (verdict.word === "accepted") contradicting = verdict.sealed;
    // what is known or suspected of a manifest matters only where it would prove this opening
    else if (holds) return { word: verdict.word, reason: verdict.reason, sealed: verdict.sealed };
  }
  if (contradicting !== null) return { word: "failed", reason: "NOT_IN_MANIFEST", sealed: contradicting };
  const reason = others.has("rejected") ? "MANIFEST_REJECTED" : "MANIFEST_MISSING";
  return { word: "indeterminate", reason, sealed: null };
}

async function isIn(id: Bytes, opening: Opening, { manifest }: Sealed): Promise<boolean> {
  const where = place(opening.index, manifest.count, manifest.height);
  if (where === null) return false;
  const own = await leaf(manifest.org, manifest.batch, id, opening.secret, opening.claims);
  const root = await rootOf(where, own, opening.path);
  const sealed = manifest.roots[where.subtree];
  return root !== null && sealed !== undefined && equal(root, sealed);
}
