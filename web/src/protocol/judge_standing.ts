// Asking for a document's standing: head, part and the manifest that delegates the key, each judged.

import { equal, type Bytes } from "./bytes.ts";
import { manifestsOf, type Context } from "./judge.ts";
import type { Sealed } from "./judge_manifest.ts";
import type { Manifest } from "./manifest.ts";
import { codeOf } from "./refused.ts";
import type { Fetched } from "./source.ts";
import { standingOf, type Standing, type StatusEvidence } from "./standing.ts";
import { parseHead, parsePart, statusToken, type Head } from "./status.ts";

export async function judgeStanding(id: Bytes, sealed: Sealed, hosts: string[], context: Context): Promise<Standing> {
  const { manifest, organisation } = sealed;
  const head = await context.source.head(hosts, manifest.org);
  if (typeof head === "string") return unknown(missing(head));
  const gathered = await gather(head, sealed, hosts, context);
  if ("reason" in gathered) return unknown(gathered.reason);
  const { evidence, partBytes } = gathered;
  const question = {
    org: manifest.org,
    token: await statusToken(id),
    manifest,
    epochMin: organisation.statusEpochMin,
    remembered: await context.memory.recall(manifest.org),
    at: context.at,
  };
  const { standing, remember } = await standingOf(question, evidence);
  if (remember !== null && !head.isKept) {
    await context.memory.rememberStatus(manifest.org, remember, head.bytes, partBytes);
  }
  return head.isKept ? asKept(standing) : standing;
}

/** What was kept while nobody could be asked says what was last known, no more. */
function asKept(standing: Standing): Standing {
  if (standing.state !== "in_force") return standing;
  const last = { state: "in_force", asOf: standing.asOf } as const;
  return { state: "unknown", reason: "SERVER_UNREACHABLE", last };
}

async function gather(
  fetched: Exclude<Fetched, string>,
  sealed: Sealed,
  hosts: string[],
  context: Context,
): Promise<{ evidence: StatusEvidence; partBytes: Bytes } | { reason: string }> {
  try {
    const head = await parseHead(fetched.bytes);
    const { org, list } = sealed.manifest;
    const digest = head.parts.get(list);
    const part = digest === undefined ? "absent" : await context.source.part(hosts, org, list, digest);
    if (typeof part === "string") return { reason: missing(part) };
    const delegator = await delegatorOf(head, sealed, hosts, context);
    return { evidence: { head, part: await parsePart(part.bytes), delegator }, partBytes: part.bytes };
  } catch (error) {
    const code = codeOf(error);
    return { reason: code === "STATUS_MALFORMED" ? "STATUS_MISSING" : code };
  }
}

async function delegatorOf(
  { delegator }: Head,
  { manifest }: Sealed,
  hosts: string[],
  context: Context,
): Promise<Manifest | "absent" | "rejected"> {
  if (equal(delegator.batch, manifest.batch) && equal(delegator.digest, manifest.digest)) return manifest;
  const found = await manifestsOf(delegator.batch, hosts, context);
  const accepted = found.find(({ word }) => word === "accepted");
  if (accepted?.word === "accepted") return accepted.sealed.manifest;
  return found.length === 0 ? "absent" : "rejected";
}

function missing(fetched: Exclude<Fetched, object>): string {
  if (fetched === "unreachable") return "SERVER_UNREACHABLE";
  return fetched === "too_large" ? "LIMIT_STATUS" : "STATUS_MISSING";
}

function unknown(reason: string): Standing {
  return { state: "unknown", reason, last: null };
}
