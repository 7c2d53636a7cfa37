// Paths to the operator's anchors: the library validates, and only certificates that it fully judges count.

import { CertificateChainValidationEngine } from "pkijs";
import { equal } from "../bytes.ts";
import { authority, extensions, isIssuedBy, keyUsage, purposes, type Certificate } from "./certificate.ts";

/** What the first certificate of a path was used for. */
export type Purpose = "signing" | "timestamps";

/** The path from the certificate to an anchor, or the code of what stands against the best one. */
export type Path = { chain: Certificate[] } | { fault: string };

/** Certificates of a path, as many as a message may carry. */
const MAX_LENGTH = 8;
/** Signatures computed for one path; rustls-webpki's figure (`Budget::default`). */
const MAX_CHECKS = 100;
const DIGITAL_SIGNATURE = 0x80;
const NON_REPUDIATION = 0x40;
const CERT_SIGN = 0x04;
const TIME_STAMPING = "1.3.6.1.5.5.7.3.8";
/** Name constraints, policy mappings and constraints, and anyPolicy's end: judged on the command line. */
const NOT_JUDGED = ["2.5.29.30", "2.5.29.33", "2.5.29.36", "2.5.29.54"];
/** Critical extensions that are understood: key usage, basic constraints, purposes, policies. */
const UNDERSTOOD = ["2.5.29.15", "2.5.29.19", "2.5.29.37", "2.5.29.32", "2.5.29.17"];

/** `at` is in seconds since 1970; nothing in `pool` is trusted. */
export async function pathTo(
  certificate: Certificate,
  pool: Certificate[],
  anchors: Certificate[],
  purpose: Purpose,
  at: number,
): Promise<Path> {
  let fault = "CERT_NO_PATH";
  for await (const chain of chains(certificate, pool, anchors)) {
    const found = (await faultOf(chain, purpose, at)) ?? (await faultForLibrary(chain, at));
    if (found === null) return { chain };
    fault = found;
  }
  return { fault };
}

/** Every chain of names and signatures from the certificate to an anchor, within the budget. */
async function* chains(certificate: Certificate, pool: Certificate[], anchors: Certificate[]) {
  let checks = MAX_CHECKS;
  const waiting: Certificate[][] = [[certificate]];
  for (let chain = waiting.pop(); chain !== undefined; chain = waiting.pop()) {
    const top = chain[chain.length - 1];
    if (top === undefined) return;
    for (const issuer of [...pool, ...anchors]) {
      const isAnchor = anchors.includes(issuer);
      if (!isAnchor && (chain.length >= MAX_LENGTH - 1 || chain.some((one) => equal(one.key, issuer.key)))) continue;
      if (!top.library.issuer.isEqual(issuer.library.subject)) continue;
      if (checks-- <= 0) return;
      if (!(await isIssuedBy(top, issuer))) continue;
      if (isAnchor) yield [...chain, issuer];
      else waiting.push([...chain, issuer]);
    }
  }
}

/** RFC 5280 section 6.1 as far as it concerns us, the code of the first fault from the anchor down. */
async function faultOf(chain: Certificate[], purpose: Purpose, at: number): Promise<string | null> {
  for (let i = chain.length - 1; i >= 0; i--) {
    const one = chain[i];
    if (one === undefined) continue;
    if (at < one.notBefore) return "CERT_NOT_YET_VALID";
    if (at > one.notAfter) return "CERT_EXPIRED";
    const unknown = extensionFault(one);
    if (unknown !== null) return unknown;
    if (i > 0) {
      const issuing = authority(one);
      if (issuing === null || issuing.pathLength < i - 1) return "CERT_NOT_AN_AUTHORITY";
      if ((keyUsage(one) ?? CERT_SIGN) & CERT_SIGN) continue;
      return "CERT_KEY_USAGE";
    }
    if (!mayBeUsed(one, purpose)) return purpose === "signing" ? "CERT_KEY_USAGE" : "CERT_EXTENDED_KEY_USAGE";
  }
  return null;
}

function extensionFault(certificate: Certificate): string | null {
  const all = extensions(certificate);
  if (new Set(all.map(({ id }) => id)).size !== all.length) return "CERT_MALFORMED";
  if (all.some(({ id }) => NOT_JUDGED.includes(id))) return "PATH_NOT_JUDGED";
  return all.every(({ id, critical }) => !critical || UNDERSTOOD.includes(id)) ? null : "PATH_NOT_JUDGED";
}

function mayBeUsed(certificate: Certificate, purpose: Purpose): boolean {
  const usage = keyUsage(certificate);
  const extended = purposes(certificate);
  const signs = usage === null || (usage & (DIGITAL_SIGNATURE | NON_REPUDIATION)) !== 0;
  if (purpose === "signing") return usage !== null && signs;
  // RFC 3161 section 2.3: critical, and this purpose alone
  return signs && extended?.critical === true && extended.list.length === 1 && extended.list[0] === TIME_STAMPING;
}

/** The library's own validation of exactly this chain; what it does not accept does not count. */
async function faultForLibrary(chain: Certificate[], at: number): Promise<string | null> {
  const [anchor, ...below] = chain.map(({ library }) => library).reverse();
  if (anchor === undefined || below.length === 0) return "CERT_NO_PATH";
  const parameters = { trustedCerts: [anchor], certs: below, checkDate: new Date(at * 1000) };
  const { result } = await new CertificateChainValidationEngine(parameters).verify();
  return result ? null : "PATH_NOT_JUDGED";
}

