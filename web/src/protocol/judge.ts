// Judging a code (protocol 11.3), in the order of 11.7: nothing is answered before it is proven.

import { equal, type Bytes } from "./bytes.ts";
import type { Claims } from "./claims.ts";
import type { Code } from "./code.ts";
import { currentHosts, hostState, organisationsAt, type Organisation } from "./directory.ts";
import { openEnvelope } from "./envelope.ts";
import { judgeManifest, type ManifestVerdict, type Sealed } from "./judge_manifest.ts";
import { LIMITS } from "./limits.ts";
import { judgeOpening, type OpeningVerdict } from "./judge_opening.ts";
import { parseOpening } from "./opening.ts";
import { codeOf } from "./refused.ts";
import type { Fetched, Memory, Source } from "./source.ts";
import { judgeStanding } from "./judge_standing.ts";
import type { Standing } from "./standing.ts";
import type { Trust } from "./trust.ts";

export type Word = "passed" | "failed" | "indeterminate";

export interface Answer {
  verdict: Word;
  /** The decisive finding; `PASSED` when there is none. */
  reason: string;
  form: "S" | "F";
  host: string;
  /** The organisation that sealed the facts; only from the directory, and only once proven. */
  sealed: Sealed | null;
  /** Only what is proven to be sealed. */
  claims: Claims | null;
  standing: Standing;
  findings: string[];
}

export interface Context {
  trust: Trust;
  source: Source;
  memory: Memory;
  /** Seconds since 1970. */
  at: number;
}

/** Hosts asked for one object. */
const MAX_HOSTS = 4;

export async function judgeCode(code: Code, context: Context): Promise<Answer> {
  const listed = organisationsAt(context.trust.directory, code.host, context.at);
  const isForeign = listed.length === 0;
  const findings = directoryFindings(context);
  const answer = (verdict: Word, reason: string, rest: Partial<Answer> = {}): Answer => ({
    verdict,
    // of an address that is nobody's, nothing weaker is worth saying
    reason: isForeign && verdict === "indeterminate" ? "CODE_HOST_FOREIGN" : reason,
    form: code.form,
    host: code.host,
    sealed: null,
    claims: null,
    standing: { state: "not_asked" },
    findings,
    ...rest,
  });
  if (isForeign && code.form === "S") return answer("indeterminate", "CODE_HOST_FOREIGN");
  const hosts = hostsOf(listed.map(([organisation]) => organisation), code.host, context.at);
  const opened = await openingOf(code, hosts, context);
  if ("reason" in opened) return answer(opened.verdict, opened.reason);
  const opening = parsedOpening(opened.bytes, code.form);
  if ("reason" in opening) return answer(opening.verdict, opening.reason);
  const manifests = await manifestsOf(opening.batch, hosts, context);
  const judged = await judgeOpening(code.id, opening, manifests);
  if (judged.word !== "proven") return unproven(judged, code, answer);
  const { sealed, claims } = judged;
  if (hostState(sealed.organisation, code.host, context.at) === "foreign") {
    return answer("indeterminate", "CODE_HOST_FOREIGN", { sealed, claims });
  }
  const standing = await judgeStanding(code.id, sealed, hosts, context);
  return answer("passed", "PASSED", { sealed, claims, standing });
}

function directoryFindings({ trust, at }: Context): string[] {
  const until = trust.directory.nextUpdate;
  return until !== null && at > until ? ["DIRECTORY_OLD"] : [];
}

/** Current hosts of the organisations that list the code's host, that host first; former ones are never asked. */
export function hostsOf(organisations: Organisation[], first: string, at: number): string[] {
  const current = organisations.flatMap((organisation) => currentHosts(organisation, at));
  const unique = [...new Set(current)];
  return [...unique.filter((host) => host === first), ...unique.filter((host) => host !== first)].slice(0, MAX_HOSTS);
}

type Stop = { verdict: Word; reason: string };

async function openingOf(code: Code, hosts: string[], { source }: Context): Promise<{ bytes: Bytes } | Stop> {
  if (code.form === "F") return { bytes: code.opening };
  let reason = "SERVER_UNREACHABLE";
  for await (const fetched of source.envelopes(hosts, code.id)) {
    if (typeof fetched === "string") {
      reason = missing(fetched);
      continue;
    }
    try {
      return { bytes: await openEnvelope(fetched.bytes, code.id, code.secret) };
    } catch (error) {
      reason = codeOf(error);
    }
  }
  return { verdict: "indeterminate", reason };
}

function missing(fetched: Exclude<Fetched, object>): string {
  if (fetched === "absent") return "CODE_UNKNOWN";
  return fetched === "too_large" ? "LIMIT_ENVELOPE" : "SERVER_UNREACHABLE";
}

function parsedOpening(bytes: Bytes, form: "S" | "F") {
  try {
    return parseOpening(bytes);
  } catch (error) {
    const reason = codeOf(error);
    if (form === "S") return { verdict: "indeterminate" as const, reason: "ENVELOPE_INVALID" };
    return { verdict: reason === "OPENING_MALFORMED" ? ("failed" as const) : ("indeterminate" as const), reason };
  }
}

/** The manifests of a batch that somebody has, each judged; the first that is accepted ends the search. */
export async function manifestsOf(batch: Bytes, hosts: string[], context: Context): Promise<ManifestVerdict[]> {
  const found: ManifestVerdict[] = [];
  for await (const fetched of context.source.manifests(hosts, batch)) {
    if (typeof fetched === "string") continue;
    if (found.length >= LIMITS.MANIFESTS_TRIED) break;
    const verdict = await judgeManifest(fetched.bytes, context.trust, context.at);
    if (verdict.word !== "rejected" && !equal(verdict.sealed.manifest.batch, batch)) continue;
    found.push(verdict);
    if (verdict.word !== "accepted") continue;
    if (!fetched.isKept) await context.memory.rememberManifest(batch, fetched.bytes);
    break;
  }
  return found;
}

/** What came out of an envelope is not signed: it can leave open, never fail. */
function unproven(
  judged: Exclude<OpeningVerdict, { word: "proven" }>,
  code: Code,
  answer: (verdict: Word, reason: string, rest?: Partial<Answer>) => Answer,
): Answer {
  const ofEnvelope = ["NOT_IN_MANIFEST", "CLAIMS_MALFORMED"].includes(judged.reason);
  if (code.form === "S" && ofEnvelope) return answer("indeterminate", "ENVELOPE_INVALID");
  return answer(judged.word, judged.reason, { sealed: judged.sealed });
}
