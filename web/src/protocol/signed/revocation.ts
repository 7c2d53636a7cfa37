// Whether a certificate was revoked at a time, from lists and responses at hand; nobody is asked.

import {
  BasicOCSPResponse,
  CertID,
  CertificateRevocationList,
  OCSPResponse,
  type Extension,
  type RevokedCertificate,
  type SingleResponse,
} from "pkijs";
import { equal, type Bytes } from "../bytes.ts";
import { codeOf, Refused, require } from "../refused.ts";
import { isIssuedBy, keyUsage, parseCertificate, purposes, type Certificate } from "./certificate.ts";
import { elements, single, TAG } from "./der.ts";
import { algorithmOf, verify } from "./signature.ts";

/** When the certificate must not have been revoked, and when this is asked; seconds since 1970. */
export interface Moment {
  at: number;
  now: number;
}

export type Status = "good" | "revoked" | "unknown";

interface Signed {
  bytes: Bytes;
  algorithm: ReturnType<typeof algorithmOf>;
  value: Bytes;
}

export interface Crl extends Signed {
  library: CertificateRevocationList;
}

export interface Ocsp extends Signed {
  library: BasicOCSPResponse;
  certificates: Certificate[];
}

export interface Evidence {
  crls: Crl[];
  responses: Ocsp[];
}

const CODE = "EVIDENCE_MALFORMED";
const SKEW = 300;
const CRL_SIGN = 0x02;
const ISSUING_POINT = "2.5.29.28";
const REASON = "2.5.29.21";
const INVALIDITY = "2.5.29.24";
const OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";
const NO_CHECK = "1.3.6.1.5.5.7.48.1.5";
const HOLD = 6;
/** superseded and cessationOfOperation: planned ends, which leave what was before alone. */
const PLANNED = [4, 5];

export function parseCrl(der: Bytes): Crl {
  return { ...signedParts(der), library: read(() => CertificateRevocationList.fromBER(der)) };
}

export async function parseOcsp(der: Bytes): Promise<Ocsp> {
  const inner = read(() => OCSPResponse.fromBER(der)).responseBytes?.response.valueBlock.valueHexView;
  require(inner !== undefined, CODE, "no response inside");
  const basic = Uint8Array.from(inner);
  const library = read(() => BasicOCSPResponse.fromBER(basic));
  const enclosed = elements(single(basic, TAG.sequence, CODE).value, CODE)[3];
  const list = enclosed === undefined ? [] : elements(single(enclosed.value, TAG.sequence, CODE).value, CODE);
  return { ...signedParts(basic), library, certificates: await Promise.all(list.map(({ raw }) => parseCertificate(raw))) };
}

function signedParts(der: Bytes): Signed {
  const [tbs, algorithm, value] = elements(single(der, TAG.sequence, CODE).value, CODE);
  require(tbs !== undefined && algorithm !== undefined && value?.tag === TAG.bitString, CODE, "form");
  return { bytes: tbs.raw, algorithm: algorithmOf(algorithm, CODE), value: value.value.slice(1) };
}

function read<T>(parse: () => T): T {
  try {
    return parse();
  } catch {
    throw new Refused(CODE, "the library does not read it");
  }
}

/** The highest certificate of a chain, its last the anchor, that was revoked or is without an answer. */
export async function statusOfChain(chain: Certificate[], evidence: Evidence, moment: Moment): Promise<Status> {
  let worst: Status = "good";
  for (let i = chain.length - 2; i >= 0; i--) {
    const [certificate, issuer] = [chain[i], chain[i + 1]];
    if (certificate === undefined || issuer === undefined) return "unknown";
    const status = await statusOf(certificate, issuer, evidence, moment);
    if (status === "revoked") return "revoked";
    if (status === "unknown") worst = "unknown";
  }
  return worst;
}

/** Any revocation that may count wins over all other evidence. */
async function statusOf(certificate: Certificate, issuer: Certificate, evidence: Evidence, moment: Moment) {
  const answers: Status[] = [];
  for (const crl of evidence.crls) answers.push(await byCrl(certificate, issuer, crl, moment));
  for (const response of evidence.responses) answers.push(await byResponse(certificate, issuer, response, moment));
  if (answers.includes("revoked")) return "revoked";
  return answers.includes("good") ? "good" : "unknown";
}

async function byCrl(certificate: Certificate, issuer: Certificate, crl: Crl, moment: Moment): Promise<Status> {
  const { library } = crl;
  if (!library.issuer.isEqual(issuer.library.subject)) return "unknown";
  if (!((keyUsage(issuer) ?? CRL_SIGN) & CRL_SIGN)) return "unknown";
  if ((await verify(issuer.key, crl.algorithm, null, crl.bytes, crl.value)) !== "valid") return "unknown";
  const extensions = library.crlExtensions?.extensions ?? [];
  const isPartial = extensions.some(({ extnID, critical }) => critical || extnID === ISSUING_POINT);
  const entries = (library.revokedCertificates ?? []) as RevokedCertificate[];
  // an entry that may speak for another issuer makes the whole list unreadable for us
  if (isPartial || entries.some((entry) => entryExtensions(entry).some(({ critical }) => critical))) return "unknown";
  const [from, until] = [seconds(library.thisUpdate.value), library.nextUpdate ? seconds(library.nextUpdate.value) : null];
  const isCurrent = current(certificate, from, until, moment);
  const entry = entries.find(({ userCertificate }) => sameSerial(userCertificate.valueBlock.valueHexView, certificate));
  if (entry === undefined) return isCurrent ? "good" : "unknown";
  const reason = reasonOf(entry);
  if (reason === HOLD && !isCurrent) return "unknown";
  const invalid = invalidityOf(entry);
  const reachesBack = !PLANNED.includes(reason) && invalid !== null && invalid <= moment.at;
  if (seconds(entry.revocationDate.value) <= moment.at || reachesBack) return "revoked";
  return isCurrent ? "good" : "unknown";
}

async function byResponse(certificate: Certificate, issuer: Certificate, response: Ocsp, moment: Moment): Promise<Status> {
  const answer = await answerFor(certificate, issuer, response.library);
  if (answer === null) return "unknown";
  const producedAt = seconds(response.library.tbsResponseData.producedAt);
  if (!(await isAuthorised(response, issuer, Math.max(producedAt, moment.at)))) return "unknown";
  if ((answer.singleExtensions ?? []).some(({ critical }: Extension) => critical)) return "unknown";
  const until = answer.nextUpdate ? seconds(answer.nextUpdate) : null;
  const isCurrent = current(certificate, seconds(answer.thisUpdate), until, moment);
  const state: number = answer.certStatus.idBlock.tagNumber;
  if (state === 1) {
    const time = revokedAt(answer);
    // a hold, or a time that cannot be read, is not told apart here: it counts against the certificate
    return time === null || time <= moment.at ? "revoked" : isCurrent ? "good" : "unknown";
  }
  return state === 0 && isCurrent ? "good" : "unknown";
}

async function answerFor(certificate: Certificate, issuer: Certificate, library: BasicOCSPResponse) {
  for (const answer of library.tbsResponseData.responses) {
    const asked = new CertID();
    const hashAlgorithm = { "1.3.14.3.2.26": "SHA-1", "2.16.840.1.101.3.4.2.1": "SHA-256" }[
      answer.certID.hashAlgorithm.algorithmId
    ];
    if (hashAlgorithm === undefined) continue;
    await asked.createForCertificate(certificate.library, { hashAlgorithm, issuerCertificate: issuer.library });
    if (answer.certID.isEqual(asked)) return answer;
  }
  return null;
}

/** RFC 6960 section 4.2.2.2: the issuer itself, or whom it certified for this directly. */
async function isAuthorised(response: Ocsp, issuer: Certificate, at: number): Promise<boolean> {
  const { bytes, algorithm, value } = response;
  if ((await verify(issuer.key, algorithm, null, bytes, value)) === "valid") return true;
  for (const responder of response.certificates) {
    const isFor = purposes(responder)?.list.includes(OCSP_SIGNING) ?? false;
    const isUnchecked = responder.library.extensions?.some(({ extnID }) => extnID === NO_CHECK) ?? false;
    const inForce = responder.notBefore <= at && at <= responder.notAfter;
    if (!isFor || !isUnchecked || !inForce || !(await isIssuedBy(responder, issuer))) continue;
    if ((await verify(responder.key, algorithm, null, bytes, value)) === "valid") return true;
  }
  return false;
}

/** Whether evidence in force from one time to another may speak of `moment.at`. */
function current(certificate: Certificate, from: number, until: number | null, { at, now }: Moment): boolean {
  const inTime = from <= at + SKEW || from <= certificate.notAfter;
  return from <= now + SKEW && inTime && until !== null && from <= until && at <= until;
}

function sameSerial(serial: Uint8Array, certificate: Certificate): boolean {
  return equal(serial, certificate.serial);
}

function entryExtensions(entry: RevokedCertificate): Extension[] {
  return entry.crlEntryExtensions?.extensions ?? [];
}

function reasonOf(entry: RevokedCertificate): number {
  const value = entryExtensions(entry).find(({ extnID }) => extnID === REASON)?.extnValue.valueBlock.valueHexView;
  return value?.length === 3 ? (value[2] ?? 0) : 0;
}

function invalidityOf(entry: RevokedCertificate): number | null {
  const value = entryExtensions(entry).find(({ extnID }) => extnID === INVALIDITY)?.extnValue.valueBlock.valueHexView;
  return value === undefined ? null : generalizedTime(value.subarray(2));
}

function revokedAt(answer: SingleResponse): number | null {
  const value: unknown = answer.certStatus.valueBlock.value?.[0]?.valueBeforeDecodeView;
  return value instanceof Uint8Array ? generalizedTime(value.subarray(2)) : null;
}

function generalizedTime(ascii: Uint8Array): number | null {
  const text = String.fromCharCode(...ascii.subarray(0, 15));
  const iso = text.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z");
  const time = Date.parse(iso);
  return Number.isNaN(time) ? null : time / 1000;
}

const seconds = (date: Date): number => Math.floor(date.getTime() / 1000);

/** Evidence that cannot be read proves nothing and harms nothing. */
export async function readable<T>(parse: () => T | Promise<T>): Promise<T | null> {
  try {
    return await parse();
  } catch (error) {
    codeOf(error);
    return null;
  }
}
