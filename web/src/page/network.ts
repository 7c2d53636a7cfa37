// The sources of protocol 10.3 over the network: this page's own origin first, then the organisation's hosts.

import { fromBase64, hex, idText, type Bytes } from "../protocol/bytes.ts";
import { LIMITS } from "../protocol/limits.ts";
import type { Fetched, Source } from "../protocol/source.ts";
import { AROUND_HEAD } from "../protocol/status.ts";
import { headName, manifestName, partName, type Keep } from "./keep.ts";
import { transfer, type Transferred } from "./transfer.ts";

const OBJECTS = "/.well-known/vanbang/v1";

/** The beginning of the addresses at this page's own origin, or null for a page opened from disk. */
export const OWN: string | null = location.protocol === "file:" ? null : "";

export class Network implements Source {
  constructor(private readonly keep: Keep) {}

  async *envelopes(hosts: string[], id: Bytes): AsyncIterable<Fetched> {
    for (const origin of origins(hosts)) {
      yield fetched(envelopeIn(await transfer(`${origin}/api/v1/codes/${idText(id)}`, 2 * LIMITS.ENVELOPE)));
    }
  }

  async *manifests(hosts: string[], batch: Bytes): AsyncIterable<Fetched> {
    for (const origin of origins(hosts)) {
      const address = `${origin}${OBJECTS}/batches/${hex(batch)}`;
      yield fetched(await transfer(`${address}.bundle`, LIMITS.BUNDLE));
      yield fetched(await transfer(`${address}.cms`, LIMITS.MANIFEST));
    }
    yield await this.kept(manifestName(batch));
  }

  async head(hosts: string[], org: string): Promise<Fetched> {
    const address = `${OBJECTS}/${org}/status/head`;
    return this.first(hosts, address, LIMITS.STATUS_HEAD + AROUND_HEAD, headName(org));
  }

  async part(hosts: string[], org: string, list: number, digest: Bytes): Promise<Fetched> {
    const address = `${OBJECTS}/${org}/status/${list}/${hex(digest)}`;
    return this.first(hosts, address, LIMITS.STATUS_PART, partName(org, list));
  }

  /** The first host that has it; when none could be asked, what was kept. */
  private async first(hosts: string[], address: string, limit: number, name: string): Promise<Fetched> {
    let without: Exclude<Transferred, Bytes> = "absent";
    for (const origin of origins(hosts)) {
      const found = await transfer(origin + address, limit);
      if (typeof found !== "string") return { bytes: found, isKept: false };
      if (without === "absent") without = found;
    }
    if (without !== "unreachable") return without;
    const kept = await this.kept(name);
    return kept === "absent" ? "unreachable" : kept;
  }

  private async kept(name: string): Promise<Fetched> {
    const bytes = await this.keep.get(name);
    return bytes === null ? "absent" : { bytes, isKept: true };
  }
}

/** Where to ask. Without a host of an organisation nobody is asked: the code's host is foreign. */
function origins(hosts: string[]): string[] {
  if (hosts.length === 0) return [];
  const others = hosts.filter((host) => OWN === null || host !== location.hostname).map((host) => `https://${host}`);
  return OWN === null ? others : [OWN, ...others];
}

function fetched(found: Transferred): Fetched {
  return typeof found === "string" ? found : { bytes: found, isKept: false };
}

/** The envelope in the answer about an identifier; an answer of another form is as good as none. */
function envelopeIn(found: Transferred): Transferred {
  if (typeof found === "string") return found;
  try {
    const answer = JSON.parse(new TextDecoder().decode(found)) as { envelope?: unknown } | null;
    if (answer?.envelope === null) return "absent";
    return typeof answer?.envelope === "string" ? (fromBase64(answer.envelope) ?? "unreachable") : "unreachable";
  } catch {
    return "unreachable";
  }
}

/** What the server says of an identifier without proof (protocol 10.3). */
export interface Hint {
  kind: number;
  standing: string;
}

/** Asks this page's own server about a short code or an identifier alone. */
export async function hintOf(address: string): Promise<Hint | "absent" | "unreachable" | "too_large"> {
  const found = await transfer(address, LIMITS.CODE * 256);
  if (typeof found === "string") return found;
  try {
    const { kind, standing } = JSON.parse(new TextDecoder().decode(found)) as Partial<Hint>;
    return { kind: Number(kind) || 0, standing: typeof standing === "string" ? standing : "unknown" };
  } catch {
    return "unreachable";
  }
}
