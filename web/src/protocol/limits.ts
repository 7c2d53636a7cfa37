// How much of anything is read (protocol 17). More than that is `LIMIT_…`, never success.

import { require } from "./refused.ts";

export const LIMITS = {
  CODE: 1400,
  CLAIMS: 64 * 1024,
  OPENING: 28 + 3 * 32 + 64 * 1024,
  ENVELOPE: 128 * 1024,
  MANIFEST: 64 * 1024,
  COUNT: 4096,
  ROOTS: 512,
  BUNDLE: 1024 * 1024,
  BLOCKS: 64,
  STATUS_HEAD: 64 * 1024,
  STATUS_LISTS: 400,
  STATUS_PART: 4 * 1024 * 1024,
  DIRECTORY: 4 * 1024 * 1024,
  ORGANISATIONS: 20_000,
  ANCHORS: 1024 * 1024,
  MANIFESTS_TRIED: 16,
} as const;

/** Refuses more than the limit. */
export function within(name: keyof typeof LIMITS, found: number): void {
  require(found <= LIMITS[name], `LIMIT_${name}`, String(found));
}
