// `manifest.cms` to the letter (protocol 6.3): one signer, the content inside, exactly these attributes.

import { ascii, compare, equal, type Bytes } from "../bytes.ts";
import { within } from "../limits.ts";
import { codeOf, Refused, require } from "../refused.ts";
import { parseCertificate, type Certificate } from "./certificate.ts";
import { TAG, time } from "./der.ts";
import {
  ATTRIBUTE,
  parseMessage,
  protectsAlgorithms,
  refersTo,
  signerCertificate,
  verifyMessage,
  type Message,
} from "./message.ts";
import { digestOf } from "./signature.ts";

const CODE = "MANIFEST_MALFORMED";
const DATA = "1.2.840.113549.1.7.1";
export const MANIFEST_TYPE = "application/vnd.vanbang.manifest+cbor";
const NEEDED: string[] = [
  ATTRIBUTE.contentType,
  ATTRIBUTE.messageDigest,
  ATTRIBUTE.signingTime,
  ATTRIBUTE.signingCertificateV2,
  ATTRIBUTE.mimeType,
];
const MAX_CERTIFICATES = 8;
/** RFC 5652 section 11.3: the time is a UTCTime until then. */
const YEAR_2050 = Date.UTC(2050) / 1000;

export interface Enclosed {
  content: Bytes;
  signer: Certificate;
  certificates: Certificate[];
  /** Seconds since 1970. */
  signingTime: number;
  /** Value of the signature, which a timestamp in it covers. */
  signature: Bytes;
  /** A timestamp token among the unsigned attributes. */
  timestamp: Bytes | null;
}

/** Reads and verifies a message of one purpose; what this program cannot judge is `…_UNSUPPORTED`. */
export async function openEnclosed(der: Bytes, mimeType: string): Promise<Enclosed> {
  within("MANIFEST", der.length);
  const message = parseMessage(der, CODE);
  requireForm(message);
  const signingTime = requireAttributes(message, mimeType);
  const certificates = await readCertificates(message);
  const signer = signerCertificate(message, certificates);
  require(signer !== null, CODE, "the signer's certificate is not inside");
  require(await refersTo(message, signer, CODE), CODE, "it refers to another certificate");
  await requireSignature(message, signer);
  const timestamp = message.unsigned.get(ATTRIBUTE.timestamp)?.raw ?? null;
  return { content: message.content, signer, certificates, signingTime, signature: message.signature, timestamp };
}

function requireForm(message: Message): void {
  require(message.version === 1 && message.signer.version === 1, CODE, "version");
  require(message.contentType === DATA, CODE, "type of the content");
  require(!message.hasCrls, CODE, "revocation lists");
  const [digest, ...more] = message.digests;
  require(digest !== undefined && more.length === 0 && equal(digest.raw, message.digest.raw), CODE, "digests");
  require(digestOf(message.digest) !== null, CODE, "digest");
  require(protectsAlgorithms(message, CODE), CODE, "algorithms");
  const unsigned = [...message.unsigned.keys()];
  require(unsigned.length === 0 || (unsigned.length === 1 && unsigned[0] === ATTRIBUTE.timestamp), CODE, "unsigned");
}

/** The signing-time, once the set of signed attributes is exactly the one of the table. */
function requireAttributes(message: Message, mimeType: string): number {
  const allowed = [...NEEDED, ATTRIBUTE.algorithmProtection];
  require(NEEDED.every((id) => message.signed.has(id)), CODE, "a signed attribute is missing");
  require([...message.signed.keys()].every((id) => allowed.includes(id)), CODE, "another signed attribute");
  const type = message.signed.get(ATTRIBUTE.mimeType);
  require(type?.tag === TAG.utf8 && equal(type.value, ascii(mimeType)), CODE, "another purpose");
  const stated = message.signed.get(ATTRIBUTE.signingTime);
  require(stated !== undefined, CODE, "signing-time");
  const seconds = time(stated, CODE);
  require(stated.tag === (seconds < YEAR_2050 ? TAG.utcTime : TAG.generalizedTime), CODE, "signing-time");
  return seconds;
}

async function readCertificates(message: Message): Promise<Certificate[]> {
  const found = message.certificates;
  require(found.length >= 1 && found.length <= MAX_CERTIFICATES, CODE, "number of certificates");
  require(found.every(({ tag }) => tag === TAG.sequence), CODE, "an attribute certificate");
  const ascending = found.every(({ raw }, i) => i === 0 || compare(found[i - 1]!.raw, raw) < 0);
  require(ascending, CODE, "the order of the certificates");
  try {
    return await Promise.all(found.map(({ raw }) => parseCertificate(raw)));
  } catch (error) {
    throw new Refused(CODE, codeOf(error));
  }
}

async function requireSignature(message: Message, signer: Certificate): Promise<void> {
  const checked = await verifyMessage(message, signer.key, CODE);
  if (checked === "unsupported") throw new Refused("ALGORITHM_UNKNOWN");
  if (checked === "weak") throw new Refused("KEY_WEAK");
  require(checked === "valid", "SIGNATURE_INVALID");
}
