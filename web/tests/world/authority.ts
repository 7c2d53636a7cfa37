// Certificates, revocation lists and timestamp tokens of a made-up authority, with throw-away keys.

import type { Bytes } from "../../src/protocol/bytes.ts";
import {
  bits, ecdsaSignature, explicit, generalizedTime, integer, nothing, octets, oid, sequence, set, tlv, utcTime, utf8, yes,
} from "./der.ts";

export type KeyKind = "P-256" | "RSA";

export interface Identity {
  name: Bytes;
  /** Name of whoever issued the certificate. */
  issuerName: Bytes;
  key: CryptoKeyPair;
  kind: KeyKind;
  certificate: Bytes;
  serial: number;
}

const OID = {
  commonName: "2.5.4.3",
  ecdsaSha256: "1.2.840.10045.4.3.2",
  rsaSha256: "1.2.840.113549.1.1.11",
  sha256: "2.16.840.1.101.3.4.2.1",
  basicConstraints: "2.5.29.19",
  keyUsage: "2.5.29.15",
  extKeyUsage: "2.5.29.37",
  timeStamping: "1.3.6.1.5.5.7.3.8",
} as const;

let serials = 1000;

async function newKey(kind: KeyKind): Promise<CryptoKeyPair> {
  const algorithm =
    kind === "P-256"
      ? { name: "ECDSA", namedCurve: "P-256" }
      : { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1), hash: "SHA-256" };
  return (await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"])) as CryptoKeyPair;
}

export function signatureAlgorithm(kind: KeyKind): Bytes {
  return kind === "P-256" ? sequence(oid(OID.ecdsaSha256)) : sequence(oid(OID.rsaSha256), nothing());
}

export const digestAlgorithm = () => sequence(oid(OID.sha256));

export async function signed(identity: Identity, bytes: Bytes): Promise<Bytes> {
  const algorithm = identity.kind === "P-256" ? { name: "ECDSA", hash: "SHA-256" } : "RSASSA-PKCS1-v1_5";
  const raw = new Uint8Array(await crypto.subtle.sign(algorithm, identity.key.privateKey, bytes));
  return identity.kind === "P-256" ? ecdsaSignature(raw) : raw;
}

export interface CertificateWish {
  name: string;
  kind?: KeyKind;
  issuer?: Identity;
  isAuthority?: boolean;
  isTimestamps?: boolean;
  from: number;
  until: number;
  /** Further extensions, each a whole element. */
  extensions?: Bytes[];
  /** Bits of the key usage. */
  usage?: number;
}

export async function identity(wish: CertificateWish): Promise<Identity> {
  const kind = wish.kind ?? "P-256";
  const key = await newKey(kind);
  const name = sequence(set(sequence(oid(OID.commonName), utf8(wish.name))));
  const serial = ++serials;
  const own: Identity = { name, issuerName: wish.issuer?.name ?? name, key, kind, certificate: new Uint8Array(), serial };
  const issuer = wish.issuer ?? own;
  const spki = new Uint8Array(await crypto.subtle.exportKey("spki", key.publicKey));
  const tbs = sequence(
    explicit(0, integer(2)),
    integer(serial),
    signatureAlgorithm(issuer.kind),
    issuer.name,
    sequence(utcTime(wish.from), utcTime(wish.until)),
    name,
    spki,
    explicit(3, sequence(...extensions(wish))),
  );
  own.certificate = sequence(tbs, signatureAlgorithm(issuer.kind), bits(await signed(issuer, tbs)));
  return own;
}

export function extension(id: string, critical: boolean, value: Bytes): Bytes {
  return critical ? sequence(oid(id), yes(), octets(value)) : sequence(oid(id), octets(value));
}

function extensions(wish: CertificateWish): Bytes[] {
  const usage = wish.usage ?? (wish.isAuthority ? 0x06 : 0xc0);
  const unused = usage === 0 ? 7 : 31 - Math.clz32(usage & -usage);
  const list = [extension(OID.keyUsage, true, bits(Uint8Array.of(usage), unused))];
  if (wish.isAuthority) list.push(extension(OID.basicConstraints, true, sequence(yes())));
  if (wish.isTimestamps) list.push(extension(OID.extKeyUsage, true, sequence(oid(OID.timeStamping))));
  return [...list, ...(wish.extensions ?? [])];
}

/** A revocation list; `revoked` are serial numbers with their times. */
export async function crl(issuer: Identity, from: number, until: number, revoked: [number, number][] = []): Promise<Bytes> {
  const entries = revoked.map(([serial, time]) => sequence(integer(serial), utcTime(time)));
  const tbs = sequence(
    integer(1),
    signatureAlgorithm(issuer.kind),
    issuer.name,
    utcTime(from),
    utcTime(until),
    ...(entries.length > 0 ? [sequence(...entries)] : []),
    explicit(0, sequence(extension("2.5.29.20", false, integer(7)))),
  );
  return sequence(tbs, signatureAlgorithm(issuer.kind), bits(await signed(issuer, tbs)));
}

/** An OCSP response by the issuer itself that calls a certificate good. */
export async function goodResponse(issuer: Identity, serial: number, from: number, until: number): Promise<Bytes> {
  const digest = async (bytes: Uint8Array) => new Uint8Array(await crypto.subtle.digest("SHA-1", Uint8Array.from(bytes)));
  // the bits of the key stand behind an algorithm of known length
  const spki = new Uint8Array(await crypto.subtle.exportKey("spki", issuer.key.publicKey));
  const point = spki.slice(issuer.kind === "RSA" ? 24 : 26);
  const sha1 = sequence(oid("1.3.14.3.2.26"), nothing());
  const keyHash = await digest(point);
  const id = sequence(sha1, octets(await digest(issuer.name)), octets(keyHash), integer(serial));
  const answer = sequence(id, tlv(0x80), generalizedTime(from), explicit(0, generalizedTime(until)));
  const tbs = sequence(explicit(2, octets(keyHash)), generalizedTime(from), sequence(answer));
  const basic = sequence(tbs, signatureAlgorithm(issuer.kind), bits(await signed(issuer, tbs)));
  const inner = sequence(oid("1.3.6.1.5.5.7.48.1.1"), octets(basic));
  return sequence(tlv(0x0a, Uint8Array.of(0)), explicit(0, inner));
}
