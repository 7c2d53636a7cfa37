// A certificate: its bytes, its fields as received, and its extensions as the library reads them.

import { Certificate as PkiCertificate, ExtKeyUsage, BasicConstraints } from "pkijs";
import { equal, type Bytes } from "../bytes.ts";
import { sha256 } from "../hash.ts";
import { Refused, require } from "../refused.ts";
import { context, elements, single, TAG, type Element } from "./der.ts";
import { algorithmOf, verify, type Algorithm } from "./signature.ts";

const CODE = "CERT_MALFORMED";
const EXTENSION = { keyUsage: "2.5.29.15", basicConstraints: "2.5.29.19", extKeyUsage: "2.5.29.37" } as const;

export interface Certificate {
  der: Bytes;
  sha256: Bytes;
  /** Name of the issuer and of the subject, each a whole element. */
  issuer: Bytes;
  subject: Bytes;
  /** Content of the serial number. */
  serial: Bytes;
  /** SubjectPublicKeyInfo, a whole element. */
  key: Bytes;
  /** First and last second. */
  notBefore: number;
  notAfter: number;
  library: PkiCertificate;
  signed: { bytes: Bytes; algorithm: Algorithm; value: Bytes };
}

export async function parseCertificate(der: Bytes): Promise<Certificate> {
  const [tbs, outer, value] = elements(single(der, TAG.sequence, CODE).value, CODE);
  require(tbs?.tag === TAG.sequence && outer !== undefined && value?.tag === TAG.bitString, CODE, "form");
  const fields = elements(tbs.value, CODE);
  if (fields[0]?.tag === context(0)) fields.shift();
  const [serial, inner, issuer, , subject, key] = fields;
  require(serial?.tag === TAG.integer && inner !== undefined && equal(inner.raw, outer.raw), CODE, "algorithms");
  require(isSequence(issuer) && isSequence(subject) && isSequence(key), CODE, "form");
  require(value.value[0] === 0, CODE, "signature");
  const library = parsed(der);
  return {
    der,
    sha256: await sha256(der),
    issuer: issuer.raw,
    subject: subject.raw,
    serial: serial.value,
    key: key.raw,
    notBefore: seconds(library.notBefore.value),
    notAfter: seconds(library.notAfter.value),
    library,
    signed: { bytes: tbs.raw, algorithm: algorithmOf(outer, CODE), value: value.value.slice(1) },
  };
}

function isSequence(element: Element | undefined): element is Element {
  return element?.tag === TAG.sequence;
}

function parsed(der: Bytes): PkiCertificate {
  try {
    return PkiCertificate.fromBER(der);
  } catch {
    throw new Refused(CODE, "the library does not read it");
  }
}

const seconds = (date: Date): number => Math.floor(date.getTime() / 1000);

/** Whether `issuer` made this certificate: names and signature. */
export async function isIssuedBy(certificate: Certificate, issuer: Certificate): Promise<boolean> {
  if (!certificate.library.issuer.isEqual(issuer.library.subject)) return false;
  const { bytes, algorithm, value } = certificate.signed;
  return (await verify(issuer.key, algorithm, null, bytes, value)) === "valid";
}

/** Bits of the key usage, the first the most significant, or null without that extension. */
export function keyUsage(certificate: Certificate): number | null {
  const value = extension(certificate, EXTENSION.keyUsage)?.parsedValue?.valueBlock?.valueHexView;
  return value instanceof Uint8Array ? (value[0] ?? 0) : null;
}

/** What the certificate says of issuing; null: it is not an authority's. */
export function authority(certificate: Certificate): { pathLength: number } | null {
  const value = extension(certificate, EXTENSION.basicConstraints)?.parsedValue;
  if (!(value instanceof BasicConstraints) || !value.cA) return null;
  const length = value.pathLenConstraint ?? Number.POSITIVE_INFINITY;
  return { pathLength: typeof length === "number" ? length : 0 };
}

/** Purposes with whether they are critical, or null without that extension. */
export function purposes(certificate: Certificate): { critical: boolean; list: string[] } | null {
  const found = extension(certificate, EXTENSION.extKeyUsage);
  if (!(found?.parsedValue instanceof ExtKeyUsage)) return null;
  return { critical: found.critical, list: found.parsedValue.keyPurposes };
}

/** Object identifiers of the extensions, with whether each is critical. */
export function extensions(certificate: Certificate): { id: string; critical: boolean }[] {
  return (certificate.library.extensions ?? []).map(({ extnID, critical }) => ({ id: extnID, critical }));
}

function extension(certificate: Certificate, id: string) {
  return certificate.library.extensions?.find(({ extnID }) => extnID === id);
}
