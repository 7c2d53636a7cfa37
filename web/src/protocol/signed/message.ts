// CMS SignedData (RFC 5652) as received: its one signer, what was signed, and nothing judged yet.

import { compare, concat, equal, type Bytes } from "../bytes.ts";
import { digest, type DigestName } from "../hash.ts";
import { require } from "../refused.ts";
import type { Certificate } from "./certificate.ts";
import { context, elements, oid, single, TAG, type Element } from "./der.ts";
import { algorithmOf, digestOf, verify, type Algorithm, type Checked } from "./signature.ts";

const SIGNED_DATA = "1.2.840.113549.1.7.2";
export const ATTRIBUTE = {
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingTime: "1.2.840.113549.1.9.5",
  algorithmProtection: "1.2.840.113549.1.9.52",
  signingCertificate: "1.2.840.113549.1.9.16.2.12",
  signingCertificateV2: "1.2.840.113549.1.9.16.2.47",
  mimeType: "0.4.0.1733.2.1",
  timestamp: "1.2.840.113549.1.9.16.2.14",
} as const;

export interface Message {
  version: number;
  /** Algorithms of the message and of the signer. */
  digests: Algorithm[];
  digest: Algorithm;
  algorithm: Algorithm;
  contentType: string;
  content: Bytes;
  /** Certificates as received, each a whole element; other choices too. */
  certificates: Element[];
  hasCrls: boolean;
  signer: { version: number; issuer: Bytes; serial: Bytes };
  /** Signed attributes: type → value, each once with one value. */
  signed: Map<string, Element>;
  signedRaw: Bytes;
  unsigned: Map<string, Element>;
  signature: Bytes;
}

export function parseMessage(der: Bytes, code: string): Message {
  const [type, explicit] = inside(single(der, TAG.sequence, code), 2, code);
  require(type !== undefined && oid(type, code) === SIGNED_DATA && explicit?.tag === context(0), code, "type");
  const parts = elements(single(explicit.value, TAG.sequence, code).value, code);
  const [version, digests, encapsulated, ...rest] = parts;
  require(version !== undefined && digests?.tag === TAG.set && encapsulated !== undefined, code, "form");
  const certificates = rest[0]?.tag === context(0) ? elements(rest.shift()!.value, code) : [];
  const hasCrls = rest[0]?.tag === context(1);
  if (hasCrls) rest.shift();
  require(rest.length === 1 && rest[0]?.tag === TAG.set, code, "signers");
  const signers = elements(rest[0].value, code);
  require(signers.length === 1 && signers[0] !== undefined, code, "not exactly one signer");
  return {
    version: small(version, code),
    digests: elements(digests.value, code).map((one) => algorithmOf(one, code)),
    ...contentOf(encapsulated, code),
    certificates,
    hasCrls,
    ...signerOf(signers[0], code),
  };
}

function contentOf(encapsulated: Element, code: string): { contentType: string; content: Bytes } {
  const [type, explicit] = inside(encapsulated, 2, code);
  require(type !== undefined && explicit?.tag === context(0), code, "the content is not inside");
  return { contentType: oid(type, code), content: single(explicit.value, TAG.octetString, code).value };
}

function signerOf(signer: Element, code: string) {
  require(signer.tag === TAG.sequence, code, "signer");
  const fields = elements(signer.value, code);
  const [version, name, digestField, signedField, algorithm, signature, unsignedField] = fields;
  require(fields.length === 6 || (fields.length === 7 && unsignedField?.tag === context(1)), code, "signer");
  require(name?.tag === TAG.sequence, code, "the signer is not named by issuer and serial number");
  require(signedField?.tag === context(0), code, "no signed attributes");
  require(version !== undefined && digestField !== undefined && algorithm !== undefined, code, "signer");
  require(signature?.tag === TAG.octetString, code, "signature");
  const [issuer, serial] = inside(name, 2, code);
  require(issuer !== undefined && serial?.tag === TAG.integer, code, "signer");
  return {
    signer: { version: small(version, code), issuer: issuer.raw, serial: serial.value },
    digest: algorithmOf(digestField, code),
    algorithm: algorithmOf(algorithm, code),
    signed: attributes(signedField, code),
    // what is signed is the attributes as a SET (RFC 5652 section 5.4)
    signedRaw: concat(Uint8Array.of(TAG.set), signedField.raw.subarray(1)),
    unsigned: unsignedField === undefined ? new Map<string, Element>() : attributes(unsignedField, code),
    signature: signature.value,
  };
}

function attributes(field: Element, code: string): Map<string, Element> {
  const found = new Map<string, Element>();
  let last: Bytes | null = null;
  for (const attribute of elements(field.value, code)) {
    require(last === null || compare(last, attribute.raw) < 0, code, "attributes are not in order");
    last = attribute.raw;
    const [type, values] = inside(attribute, 2, code);
    require(type !== undefined && values?.tag === TAG.set, code, "attribute");
    const [value, ...more] = elements(values.value, code);
    const id = oid(type, code);
    require(value !== undefined && more.length === 0 && !found.has(id), code, `attribute ${id}`);
    found.set(id, value);
  }
  return found;
}

/** The certificate that the signer is named by. */
export function signerCertificate(message: Message, certificates: Certificate[]): Certificate | null {
  const { issuer, serial } = message.signer;
  return certificates.find((one) => equal(one.issuer, issuer) && equal(one.serial, serial)) ?? null;
}

/** Whether content-type, message-digest and the signature hold. */
export async function verifyMessage(message: Message, key: Bytes, code: string): Promise<Checked> {
  const name = digestOf(message.digest);
  if (name === null) return "unsupported";
  const type = message.signed.get(ATTRIBUTE.contentType);
  const stated = message.signed.get(ATTRIBUTE.messageDigest);
  if (type === undefined || oid(type, code) !== message.contentType || stated?.tag !== TAG.octetString) return "wrong";
  if (!equal(stated.value, await digest(name, message.content))) return "wrong";
  return verify(key, message.algorithm, name, message.signedRaw, message.signature);
}

/** Whether the signed reference (RFC 5035) is to this certificate and to no other. */
export async function refersTo(message: Message, certificate: Certificate, code: string): Promise<boolean> {
  const second = message.signed.get(ATTRIBUTE.signingCertificateV2);
  const first = message.signed.get(ATTRIBUTE.signingCertificate);
  const value = second ?? first;
  if (value?.tag !== TAG.sequence) return false;
  const [list, ...policies] = elements(value.value, code);
  if (list?.tag !== TAG.sequence || policies.length > 1) return false;
  const [reference, ...more] = elements(list.value, code);
  if (reference?.tag !== TAG.sequence || more.length > 0) return false;
  return isReference(elements(reference.value, code), certificate, second === undefined ? "SHA-1" : "SHA-256", code);
}

async function isReference(fields: Element[], certificate: Certificate, byDefault: DigestName, code: string) {
  const [first] = fields;
  let name: DigestName | null = byDefault;
  if (first?.tag === TAG.sequence) {
    if (byDefault === "SHA-1") return false;
    name = digestOf(algorithmOf(first, code));
    fields = fields.slice(1);
  }
  const [hash, issuerSerial, ...rest] = fields;
  if (name === null || hash?.tag !== TAG.octetString || rest.length > 0) return false;
  if (!equal(hash.value, await digest(name, certificate.der))) return false;
  return issuerSerial === undefined || namesIssuer(issuerSerial, certificate, code);
}

function namesIssuer(issuerSerial: Element, certificate: Certificate, code: string): boolean {
  const [names, serial] = inside(issuerSerial, 2, code);
  if (names === undefined || serial === undefined || !equal(serial.value, certificate.serial)) return false;
  const [name, ...more] = elements(names.value, code);
  return name?.tag === context(4) && more.length === 0 && equal(name.value, certificate.issuer);
}

/** Whether RFC 6211's copy of the algorithms is the signer's own, or is not there. */
export function protectsAlgorithms(message: Message, code: string): boolean {
  const value = message.signed.get(ATTRIBUTE.algorithmProtection);
  if (value === undefined) return true;
  if (value.tag !== TAG.sequence) return false;
  const [digestField, signatureField, ...rest] = elements(value.value, code);
  if (digestField === undefined || signatureField?.tag !== context(1) || rest.length > 0) return false;
  const untagged = concat(Uint8Array.of(TAG.sequence), signatureField.raw.subarray(1));
  return equal(digestField.raw, message.digest.raw) && equal(untagged, message.algorithm.raw);
}

function inside(element: Element, count: number, code: string): Element[] {
  const parts = elements(element.value, code);
  require(parts.length === count, code, "form");
  return parts;
}

function small({ tag, value }: Element, code: string): number {
  require(tag === TAG.integer && value.length === 1, code, "version");
  return value[0] ?? 0;
}
