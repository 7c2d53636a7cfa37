// Signatures by the algorithms that count: RSA from 2048 bits, ECDSA on P-256 and P-384, SHA-2.

import { concat, type Bytes } from "../bytes.ts";
import type { DigestName } from "../hash.ts";
import { Refused, require } from "../refused.ts";
import { context, elements, oid, single, TAG, type Element } from "./der.ts";

export interface Algorithm {
  id: string;
  parameters: Element | null;
  raw: Bytes;
}

export type Checked = "valid" | "wrong" | "unsupported" | "weak";

const CODE = "ALGORITHM_PARAMETERS";
const RSA = "1.2.840.113549.1.1.1";
const PSS = "1.2.840.113549.1.1.10";
const MGF1 = "1.2.840.113549.1.1.8";
const EC = "1.2.840.10045.2.1";
const LEAST_RSA = 2048;
const MOST_RSA = 8192;

const DIGESTS = new Map<string, DigestName>([
  ["2.16.840.1.101.3.4.2.1", "SHA-256"],
  ["2.16.840.1.101.3.4.2.2", "SHA-384"],
  ["2.16.840.1.101.3.4.2.3", "SHA-512"],
]);
const WITH_DIGEST = new Map<string, { key: string; digest: DigestName }>([
  ["1.2.840.113549.1.1.11", { key: RSA, digest: "SHA-256" }],
  ["1.2.840.113549.1.1.12", { key: RSA, digest: "SHA-384" }],
  ["1.2.840.113549.1.1.13", { key: RSA, digest: "SHA-512" }],
  ["1.2.840.10045.4.3.2", { key: EC, digest: "SHA-256" }],
  ["1.2.840.10045.4.3.3", { key: EC, digest: "SHA-384" }],
  ["1.2.840.10045.4.3.4", { key: EC, digest: "SHA-512" }],
]);
const CURVES = new Map<string, { name: string; size: number }>([
  ["1.2.840.10045.3.1.7", { name: "P-256", size: 32 }],
  ["1.3.132.0.34", { name: "P-384", size: 48 }],
]);
const SALTS = { "SHA-1": 20, "SHA-256": 32, "SHA-384": 48, "SHA-512": 64 } as const;

export function algorithmOf({ tag, value, raw }: Element, code: string): Algorithm {
  require(tag === TAG.sequence, code, "algorithm");
  const [id, parameters, ...rest] = elements(value, code);
  require(id !== undefined && rest.length === 0, code, "algorithm");
  return { id: oid(id, code), parameters: parameters ?? null, raw };
}

/** The digest of an algorithm identifier, its parameters absent or NULL. */
export function digestOf({ id, parameters }: Algorithm): DigestName | null {
  const isPlain = parameters === null || parameters.tag === TAG.null;
  return isPlain ? (DIGESTS.get(id) ?? null) : null;
}

/**
 * Whether `value` is the signature of `bytes` by `key` (a SubjectPublicKeyInfo). `digest` is what the
 * message says besides the algorithm; null: the algorithm alone decides.
 */
export async function verify(
  key: Bytes,
  algorithm: Algorithm,
  digest: DigestName | null,
  bytes: Bytes,
  value: Bytes,
): Promise<Checked> {
  try {
    const { id, curve, bits } = keyOf(key);
    const used = digestUsed(algorithm, digest);
    if (used === null) return "unsupported";
    if (id === RSA) {
      if (bits < LEAST_RSA || bits > MOST_RSA) return "weak";
      return await verifyRsa(key, algorithm, used, bytes, value);
    }
    if (id !== EC || curve === null || WITH_DIGEST.get(algorithm.id)?.key !== EC) return "unsupported";
    return await verifyEc(key, curve, used, bytes, value);
  } catch (error) {
    if (error instanceof Refused || error instanceof DOMException) return "unsupported";
    throw error;
  }
}

function digestUsed(algorithm: Algorithm, stated: DigestName | null): DigestName | null {
  const fixed = WITH_DIGEST.get(algorithm.id)?.digest ?? (algorithm.id === PSS ? pssDigest(algorithm) : null);
  if (fixed !== null) return stated === null || stated === fixed ? fixed : null;
  // the bare identifier of a key, which CMS allows: the digest is the message's (RFC 3370 section 3.2)
  return algorithm.id === RSA ? stated : null;
}

async function verifyRsa(key: Bytes, algorithm: Algorithm, hash: DigestName, bytes: Bytes, value: Bytes) {
  const isPss = algorithm.id === PSS;
  require(isPss || WITH_DIGEST.get(algorithm.id)?.key === RSA || algorithm.id === RSA, CODE);
  require(isPss || algorithm.parameters?.tag === TAG.null || algorithm.parameters === null, CODE);
  const name = isPss ? "RSA-PSS" : "RSASSA-PKCS1-v1_5";
  const imported = await crypto.subtle.importKey("spki", key, { name, hash }, false, ["verify"]);
  const holds = await crypto.subtle.verify({ name, saltLength: SALTS[hash] }, imported, value, bytes);
  return holds ? "valid" : "wrong";
}

async function verifyEc(
  key: Bytes,
  curve: { name: string; size: number },
  hash: DigestName,
  bytes: Bytes,
  value: Bytes,
): Promise<Checked> {
  const algorithm = { name: "ECDSA", namedCurve: curve.name };
  const imported = await crypto.subtle.importKey("spki", key, algorithm, false, ["verify"]);
  const numbers = elements(single(value, TAG.sequence, CODE).value, CODE);
  require(numbers.length === 2, CODE, "signature");
  const joined = concat(...numbers.map((number) => fixedSize(number, curve.size)));
  return (await crypto.subtle.verify({ name: "ECDSA", hash }, imported, joined, bytes)) ? "valid" : "wrong";
}

function fixedSize({ tag, value }: Element, size: number): Bytes {
  require(tag === TAG.integer && (value[0] ?? 0x80) < 0x80, CODE, "signature");
  const number = value[0] === 0 ? value.subarray(1) : value;
  require(number.length <= size, CODE, "signature");
  return concat(new Uint8Array(size - number.length), number);
}

/** RFC 4055 section 3.1: one digest for message and mask, salt of its length, the usual trailer. */
function pssDigest({ parameters }: Algorithm): DigestName | null {
  if (parameters?.tag !== TAG.sequence) return null;
  const fields = new Map(elements(parameters.value, CODE).map((field) => [field.tag, field]));
  const hashField = fields.get(context(0));
  const maskField = fields.get(context(1));
  const saltField = fields.get(context(2));
  if (hashField === undefined || maskField === undefined || saltField === undefined || fields.size !== 3) return null;
  const hash = digestOf(algorithmOf(single(hashField.value, TAG.sequence, CODE), CODE));
  const mask = algorithmOf(single(maskField.value, TAG.sequence, CODE), CODE);
  const maskHash = mask.parameters === null ? null : digestOf(algorithmOf(mask.parameters, CODE));
  const salt = single(saltField.value, TAG.integer, CODE).value;
  const fits = hash !== null && mask.id === MGF1 && maskHash === hash && salt.length === 1 && salt[0] === SALTS[hash];
  return fits ? hash : null;
}

function keyOf(key: Bytes): { id: string; curve: { name: string; size: number } | null; bits: number } {
  const [head, point] = elements(single(key, TAG.sequence, CODE).value, CODE);
  require(head !== undefined && point?.tag === TAG.bitString, CODE, "key");
  const { id, parameters } = algorithmOf(head, CODE);
  if (id === EC) {
    require(parameters !== null, CODE, "key");
    return { id, curve: CURVES.get(oid(parameters, CODE)) ?? null, bits: 0 };
  }
  if (id !== RSA) return { id, curve: null, bits: 0 };
  const [modulus] = elements(single(point.value.slice(1), TAG.sequence, CODE).value, CODE);
  require(modulus?.tag === TAG.integer, CODE, "key");
  return { id, curve: null, bits: bitLength(modulus.value) };
}

function bitLength(number: Bytes): number {
  const from = number[0] === 0 ? 1 : 0;
  const top = number[from] ?? 0;
  return top === 0 ? 0 : (number.length - from) * 8 - Math.clz32(top) + 24;
}
