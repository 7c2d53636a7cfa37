// A bundle (protocol 6.4): a signed manifest, and evidence that only ever grows.

import { ascii, concat, equal, slice, u32, type Bytes } from "../bytes.ts";
import { within } from "../limits.ts";
import { require } from "../refused.ts";
import { parseCertificate, type Certificate } from "./certificate.ts";
import { parseCrl, parseOcsp, readable, type Evidence } from "./revocation.ts";
import { provenTime } from "./timestamp.ts";

const CODE = "BUNDLE_MALFORMED";
const TYPE = { manifest: 1, certificate: 2, crl: 3, response: 4, timestamp: 5 } as const;

interface Block {
  type: number;
  bytes: Bytes;
  /** Where it begins in the bundle. */
  at: number;
}

export interface Bundle {
  /** The whole file. */
  bytes: Bytes;
  manifest: Bytes;
  blocks: Block[];
}

export interface AtHand {
  certificates: Certificate[];
  evidence: Evidence;
}

export function parseBundle(bytes: Bytes): Bundle {
  within("BUNDLE", bytes.length);
  require(equal(bytes.subarray(0, 4), ascii("VBM1")), CODE, "its first bytes");
  const blocks: Block[] = [];
  for (let at = 4; at < bytes.length; ) {
    require(bytes.length - at >= 5, CODE, "cut off");
    const end = at + 5 + u32(bytes, at + 1);
    require(end <= bytes.length, CODE, "cut off");
    blocks.push({ type: bytes[at] ?? 0, bytes: slice(bytes, at + 5, end), at });
    within("BLOCKS", blocks.length);
    at = end;
  }
  const [first, ...rest] = blocks;
  require(first?.type === TYPE.manifest, CODE, "it does not begin with a manifest");
  require(rest.every(({ type }) => type >= TYPE.certificate && type <= TYPE.timestamp), CODE, "type of a block");
  return { bytes, manifest: first.bytes, blocks: rest };
}

/** The bundle of a signed manifest that came alone. */
export function bundleOf(manifest: Bytes): Bundle {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, manifest.length);
  return { bytes: concat(ascii("VBM1"), Uint8Array.of(TYPE.manifest), length, manifest), manifest, blocks: [] };
}

/** Certificates, lists and responses that stand before a place in the bundle. */
export async function atHand(bundle: Bundle, before: number): Promise<AtHand> {
  const found: AtHand = { certificates: [], evidence: { crls: [], responses: [] } };
  for (const { type, bytes, at } of bundle.blocks) {
    if (at >= before) break;
    if (type === TYPE.certificate) add(found.certificates, await readable(() => parseCertificate(bytes)));
    if (type === TYPE.crl) add(found.evidence.crls, await readable(() => parseCrl(bytes)));
    if (type === TYPE.response) add(found.evidence.responses, await readable(() => parseOcsp(bytes)));
  }
  return found;
}

function add<T>(list: T[], item: T | null): void {
  if (item !== null) list.push(item);
}

export interface Enclosure {
  signature: Bytes;
  timestamp: Bytes | null;
  certificates: Certificate[];
}

/**
 * The earliest time that a trusted timestamp proves for the manifest, or null. Tokens are judged from
 * the last to the first, each at the time of the next one and with the evidence before that one.
 */
export async function provenManifestTime(
  bundle: Bundle,
  enclosed: Enclosure,
  anchors: Certificate[],
  now: number,
): Promise<number | null> {
  let at = now;
  let before = bundle.bytes.length;
  let proven: number | null = null;
  const prove = async (token: Bytes, covered: Bytes) => {
    const { certificates, evidence } = await atHand(bundle, before);
    const pool = [...enclosed.certificates, ...certificates];
    const time = await provenTime(token, covered, { anchors, pool, evidence }, { at, now });
    if (time !== null) at = proven = time;
    return time !== null;
  };
  for (const token of bundle.blocks.filter(({ type }) => type === TYPE.timestamp).reverse()) {
    if (await prove(token.bytes, slice(bundle.bytes, 0, token.at))) before = token.at;
  }
  if (enclosed.timestamp !== null) await prove(enclosed.timestamp, enclosed.signature);
  return proven;
}
