// The envelope of a document's facts (protocol 8): commitment first, then decryption, then padding.

import { ascii, concat, equal, slice, u32, type Bytes } from "./bytes.ts";
import { hkdf } from "./hash.ts";
import { within } from "./limits.ts";
import { parseOpening } from "./opening.ts";
import { codeOf, require } from "./refused.ts";

const HEAD = 84;
const BLOCK = 512;
const TAG = 16;

/** The opening inside, which has the code's secret. */
export async function openEnvelope(bytes: Bytes, id: Bytes, secret: Bytes): Promise<Bytes> {
  within("ENVELOPE", bytes.length);
  require(bytes.length >= HEAD + BLOCK + TAG, "ENVELOPE_INVALID", "cut off");
  require(equal(bytes.subarray(0, 4), ascii("VBE1")), "ENVELOPE_INVALID", "its first bytes");
  require(equal(bytes.subarray(4, 20), id), "ENVELOPE_INVALID", "another identifier");
  const salt = slice(bytes, 20, 52);
  const keys = await hkdf(secret, salt, concat(ascii("vanbang envelope 1"), id), 64);
  require(equal(bytes.subarray(52, HEAD), keys.subarray(32)), "CODE_DOES_NOT_OPEN");
  return unpadded(await decrypted(bytes, slice(keys, 0, 32)), secret);
}

async function decrypted(bytes: Bytes, rawKey: Bytes): Promise<Bytes> {
  const key = await crypto.subtle.importKey("raw", rawKey, "AES-GCM", false, ["decrypt"]);
  const algorithm = { name: "AES-GCM", iv: new Uint8Array(12), additionalData: slice(bytes, 0, HEAD) };
  const plain = await crypto.subtle.decrypt(algorithm, key, slice(bytes, HEAD, bytes.length)).catch(() => null);
  require(plain !== null, "ENVELOPE_INVALID", "its tag");
  return new Uint8Array(plain);
}

function isOpeningOf(bytes: Bytes, secret: Bytes): boolean {
  try {
    return equal(parseOpening(bytes).secret, secret);
  } catch (error) {
    codeOf(error);
    return false;
  }
}

function unpadded(plain: Bytes, secret: Bytes): Bytes {
  require(plain.length % BLOCK === 0, "ENVELOPE_INVALID", "its padding");
  const end = 4 + u32(plain, 0);
  require(end <= plain.length && plain.length - end < BLOCK, "ENVELOPE_INVALID", "its length");
  require(plain.subarray(end).every((byte) => byte === 0), "ENVELOPE_INVALID", "its padding");
  const opening = slice(plain, 4, end);
  require(isOpeningOf(opening, secret), "ENVELOPE_INVALID", "not an opening of this secret");
  return opening;
}
