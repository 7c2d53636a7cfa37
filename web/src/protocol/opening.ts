// An opening (protocol 5.1): everything a verifier needs besides the identifier and the manifest.

import { slice, u16, type Bytes } from "./bytes.ts";
import { within } from "./limits.ts";
import { require } from "./refused.ts";

export interface Opening {
  batch: Bytes;
  index: number;
  secret: Bytes;
  /** From the leaf upward, at most three. */
  path: Bytes[];
  claims: Bytes;
}

const FIXED = 28;
const NODE = 32;

export function parseOpening(bytes: Bytes): Opening {
  within("OPENING", bytes.length);
  const hashes = bytes[27];
  require(bytes[0] === 2 && hashes !== undefined && hashes <= 3, "OPENING_MALFORMED");
  const claimsAt = FIXED + NODE * hashes;
  require(bytes.length > claimsAt, "OPENING_MALFORMED", "cut off");
  const path: Bytes[] = [];
  for (let at = FIXED; at < claimsAt; at += NODE) path.push(slice(bytes, at, at + NODE));
  const claims = slice(bytes, claimsAt, bytes.length);
  within("CLAIMS", claims.length);
  return { batch: slice(bytes, 1, 9), index: u16(bytes, 9), secret: slice(bytes, 11, 27), path, claims };
}
