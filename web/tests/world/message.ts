// Signed messages for the tests: `manifest.cms`, whole or broken in one way, and timestamp tokens.

import { compare, type Bytes } from "../../src/protocol/bytes.ts";
import { digestAlgorithm, signatureAlgorithm, signed, type Identity } from "./authority.ts";
import { explicit, generalizedTime, integer, octets, oid, sequence, set, tlv, utcTime, utf8 } from "./der.ts";

const ID = {
  data: "1.2.840.113549.1.7.1",
  signedData: "1.2.840.113549.1.7.2",
  tstInfo: "1.2.840.113549.1.9.16.1.4",
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingTime: "1.2.840.113549.1.9.5",
  signingCertificateV2: "1.2.840.113549.1.9.16.2.47",
  mimeType: "0.4.0.1733.2.1",
  protection: "1.2.840.113549.1.9.52",
  timestamp: "1.2.840.113549.1.9.16.2.14",
} as const;

/** One row of the table of protocol 6.3, broken. */
export interface Breaks {
  mimeType?: string | null;
  signingTime?: number;
  twice?: "mimeType";
  extraAttribute?: Bytes;
  without?: "messageDigest" | "signingCertificateV2" | "signingTime" | "contentType";
  otherCertificate?: Bytes;
  unsorted?: boolean;
  detached?: boolean;
  noAttributes?: boolean;
  twoSigners?: boolean;
  version?: number;
  certificates?: Bytes[];
  crls?: Bytes;
  contentType?: string;
  unsigned?: Bytes;
  digestOf?: Bytes;
  protection?: Bytes | null;
  timestamp?: Bytes;
}

const sha256 = async (bytes: Uint8Array) => new Uint8Array(await crypto.subtle.digest("SHA-256", Uint8Array.from(bytes)));
const attribute = (id: string, value: Bytes) => sequence(oid(id), set(value));

export async function manifestMessage(
  content: Bytes,
  signer: Identity,
  chain: Identity[],
  time: number,
  breaks: Breaks = {},
): Promise<Bytes> {
  const type = breaks.contentType ?? ID.data;
  const own = new Map<string, Bytes>([
    ["contentType", attribute(ID.contentType, oid(type))],
    ["signingTime", attribute(ID.signingTime, utcTime(breaks.signingTime ?? time))],
    ["messageDigest", attribute(ID.messageDigest, octets(await sha256(breaks.digestOf ?? content)))],
    ["signingCertificateV2", attribute(ID.signingCertificateV2, await reference(breaks.otherCertificate ?? signer.certificate))],
  ]);
  if (breaks.without !== undefined) own.delete(breaks.without);
  const mime = breaks.mimeType === undefined ? "application/vnd.vanbang.manifest+cbor" : breaks.mimeType;
  const list = [...own.values()];
  if (mime !== null) list.push(attribute(ID.mimeType, utf8(mime)));
  if (breaks.twice === "mimeType") list.push(attribute(ID.mimeType, utf8("application/pdf")));
  if (breaks.protection !== null) {
    const copied = sequence(digestAlgorithm(), tlv(0xa1, signatureAlgorithm(signer.kind).subarray(2)));
    list.push(attribute(ID.protection, breaks.protection ?? copied));
  }
  if (breaks.extraAttribute !== undefined) list.push(breaks.extraAttribute);
  list.sort(compare);
  if (breaks.unsorted) list.reverse();
  const certificates = [signer, ...chain].map((one) => one.certificate).sort(compare);
  return message(type, content, list, signer, breaks.certificates ?? certificates, breaks);
}

async function reference(certificate: Bytes): Promise<Bytes> {
  return sequence(sequence(sequence(octets(await sha256(certificate)))));
}

async function message(
  type: string,
  content: Bytes,
  attributes: Bytes[],
  signer: Identity,
  certificates: Bytes[],
  breaks: Breaks,
): Promise<Bytes> {
  const signedBytes = breaks.noAttributes ? content : set(...attributes);
  const value = await signed(signer, signedBytes);
  const unsigned = breaks.timestamp === undefined ? breaks.unsigned : attribute(ID.timestamp, breaks.timestamp);
  const info = sequence(
    integer(1),
    sequence(signer.issuerName, integer(signer.serial)),
    digestAlgorithm(),
    ...(breaks.noAttributes ? [] : [tlv(0xa0, ...attributes)]),
    signatureAlgorithm(signer.kind),
    octets(value),
    ...(unsigned === undefined ? [] : [tlv(0xa1, unsigned)]),
  );
  const data = sequence(
    integer(breaks.version ?? 1),
    set(digestAlgorithm()),
    breaks.detached ? sequence(oid(type)) : sequence(oid(type), explicit(0, octets(content))),
    tlv(0xa0, ...certificates),
    ...(breaks.crls === undefined ? [] : [tlv(0xa1, breaks.crls)]),
    set(info, ...(breaks.twoSigners ? [info] : [])),
  );
  return sequence(oid(ID.signedData), explicit(0, data));
}

/** A token by a timestamp authority over `covered`. */
export async function token(authority: Identity, chain: Identity[], covered: Bytes, time: number): Promise<Bytes> {
  const imprint = sequence(sequence(oid("2.16.840.1.101.3.4.2.1")), octets(await sha256(covered)));
  const info = sequence(integer(1), oid("1.3.6.1.4.1.99999.1"), imprint, integer(4711), generalizedTime(time));
  const attributes = [
    attribute(ID.contentType, oid(ID.tstInfo)),
    attribute(ID.messageDigest, octets(await sha256(info))),
    attribute(ID.signingCertificateV2, await reference(authority.certificate)),
  ].sort(compare);
  const certificates = [authority, ...chain].map((one) => one.certificate);
  return message(ID.tstInfo, info, attributes, authority, certificates, { version: 3 });
}
