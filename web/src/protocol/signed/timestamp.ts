// Timestamp tokens (RFC 3161): whether one proves that bytes existed, judged at a given time.

import { TSTInfo } from "pkijs";
import { equal, type Bytes } from "../bytes.ts";
import { digest } from "../hash.ts";
import { codeOf, Refused } from "../refused.ts";
import { parseCertificate, type Certificate } from "./certificate.ts";
import { ATTRIBUTE, parseMessage, protectsAlgorithms, refersTo, signerCertificate, verifyMessage } from "./message.ts";
import { pathTo } from "./path.ts";
import { readable, statusOfChain, type Evidence, type Moment } from "./revocation.ts";
import { TAG } from "./der.ts";

const CODE = "TIMESTAMP_INVALID";
const TST_INFO = "1.2.840.113549.1.9.16.1.4";
/** By how much an authority's clock may be ahead of ours, in seconds. */
const SKEW = 300;
const IMPRINTS = new Map([
  ["2.16.840.1.101.3.4.2.1", "SHA-256"],
  ["2.16.840.1.101.3.4.2.2", "SHA-384"],
  ["2.16.840.1.101.3.4.2.3", "SHA-512"],
] as const);

export interface TimestampTrust {
  anchors: Certificate[];
  pool: Certificate[];
  evidence: Evidence;
}

/** The time that a token proves for `covered`, in seconds, or null when it proves none. */
export async function provenTime(
  token: Bytes,
  covered: Bytes,
  trust: TimestampTrust,
  moment: Moment,
): Promise<number | null> {
  try {
    return await judged(token, covered, trust, moment);
  } catch (error) {
    codeOf(error);
    return null;
  }
}

async function judged(token: Bytes, covered: Bytes, trust: TimestampTrust, moment: Moment): Promise<number | null> {
  const message = parseMessage(token, CODE);
  if (message.contentType !== TST_INFO || !protectsAlgorithms(message, CODE)) return null;
  const info = await readable(() => read(message.content));
  if (info === null || !(await isAbout(info, covered))) return null;
  const time = Math.floor(info.genTime.getTime() / 1000);
  if (time > moment.at + SKEW || (info.extensions ?? []).some(({ critical }) => critical)) return null;
  const own = await Promise.all(
    message.certificates.filter(({ tag }) => tag === TAG.sequence).map(({ raw }) => readable(() => parseCertificate(raw))),
  );
  const pool = [...own.filter((one) => one !== null), ...trust.pool];
  const signer = signerCertificate(message, pool);
  const isReferred = message.signed.has(ATTRIBUTE.signingCertificate) || message.signed.has(ATTRIBUTE.signingCertificateV2);
  if (signer === null || !isReferred || !(await refersTo(message, signer, CODE))) return null;
  if ((await verifyMessage(message, signer.key, CODE)) !== "valid") return null;
  if (time < signer.notBefore || time > signer.notAfter) return null;
  const path = await pathTo(signer, pool, trust.anchors, "timestamps", moment.at);
  if ("fault" in path) return null;
  return (await statusOfChain(path.chain, trust.evidence, moment)) === "good" ? time : null;
}

function read(content: Bytes): TSTInfo {
  try {
    return TSTInfo.fromBER(content);
  } catch {
    throw new Refused(CODE, "the library does not read it");
  }
}

async function isAbout({ messageImprint }: TSTInfo, covered: Bytes): Promise<boolean> {
  const name = IMPRINTS.get(messageImprint.hashAlgorithm.algorithmId as never);
  if (name === undefined) return false;
  return equal(messageImprint.hashedMessage.valueBlock.valueHexView, await digest(name, covered));
}
