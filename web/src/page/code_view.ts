// A judged code as a page: the sentence, what to compare, the three questions, the evidence.

import { hex } from "../protocol/bytes.ts";
import type { Answer } from "../protocol/judge.ts";
import { comparison, definitions, list, questionList, section, sentenceCard, table, type Answered, type Question } from "./card.ts";
import { element, visible, type Child } from "./dom.ts";
import { factsOf } from "./facts.ts";
import { pick, timeText, type Lang } from "./lang.ts";
import { offlineSentence, sentenceOf, STATES } from "./sentences.ts";
import { WORDS, type Word } from "./words.ts";

/** `at` is when it was judged, in seconds since 1970. */
export function codeView(answer: Answer, lang: Lang, at: number): HTMLElement {
  const w = (word: Word) => pick(lang, WORDS[word]);
  const said = sentenceOf(answer, lang);
  return element(
    "article",
    { class: "answer" },
    sentenceCard(said, w("resultCodeTitle")),
    answer.reason === "CODE_HOST_FOREIGN" && answer.claims !== null ? element("p", { class: "more" }, plain(offlineSentence(answer, lang))) : null,
    factsPart(answer, lang),
    questionList(w("questionsTitle"), questions(answer, lang)),
    said.tone === "good" ? null : section("next", w("nextTitle"), list(nextSteps(answer, lang))),
    section("evidence", w("evidenceTitle"), definitions(evidence(answer, lang, at), "facts evidence")),
    answer.findings.includes("DIRECTORY_OLD") ? element("p", { class: "small" }, w("directoryOld")) : null,
  );
}

const plain = (text: string) => text.replaceAll("**", "");

function factsPart(answer: Answer, lang: Lang): Child {
  if (answer.claims === null) return null;
  const w = (word: Word) => pick(lang, WORDS[word]);
  const { rows, tables } = factsOf(answer.claims, lang);
  const shownTables = tables.map(({ caption, head, rows }) => table(caption, head, rows));
  const hasEnded = answer.standing.state === "withdrawn" || answer.standing.state === "superseded";
  if (hasEnded) {
    const shown = definitions(rows.map(({ label, value }) => [label, visible(value)]));
    return element("details", { class: "ended" }, element("summary", {}, w("factsEnded")), shown, ...shownTables);
  }
  const lead = element("p", {}, w("factsLead"));
  return section("facts", w("factsTitle"), lead, comparison(rows, w("matches")), ...shownTables);
}

function questions(answer: Answer, lang: Lang): Question[] {
  const w = (word: Word) => pick(lang, WORDS[word]);
  const words: Record<Answered, Word> = { yes: "yes", no: "no", unknown: "open" };
  const question = (title: Word, given: Answered, sentences: Record<Answered, Word>): Question => ({
    title: w(title),
    answer: given,
    word: w(words[given]),
    sentence: w(sentences[given]),
  });
  return [
    question("integrity", integrity(answer), {
      yes: "codeIntegrityYes",
      no: answer.reason === "NOT_IN_MANIFEST" ? "codeIntegrityNo" : "codeIntegrityBroken",
      unknown: "codeIntegrityOpen",
    }),
    question("signature", signature(answer), { yes: "codeSignatureYes", no: "codeSignatureNo", unknown: "codeSignatureOpen" }),
    question("standing", standing(answer), { yes: "standingYes", no: "standingNo", unknown: "standingOpen" }),
  ];
}

function integrity(answer: Answer): Answered {
  if (answer.claims !== null) return "yes";
  return ["NOT_IN_MANIFEST", "OPENING_MALFORMED", "CLAIMS_MALFORMED"].includes(answer.reason) && answer.verdict === "failed" ? "no" : "unknown";
}

/** Of a code that is not in the list, the list is still what it is: signed. */
function signature(answer: Answer): Answered {
  if (answer.claims !== null || answer.reason === "NOT_IN_MANIFEST") return "yes";
  return answer.verdict === "failed" && ["REVOKED", "KEY_COMPROMISED"].includes(answer.reason) ? "no" : "unknown";
}

function standing(answer: Answer): Answered {
  const { state } = answer.standing;
  if (state === "in_force") return "yes";
  return state === "withdrawn" || state === "superseded" ? "no" : "unknown";
}

function nextSteps(answer: Answer, lang: Lang): string[] {
  const steps: Word[] = ["nextUpload", "nextAsk"];
  if (answer.verdict === "indeterminate") steps.push("nextNotFake");
  return steps.map((word) => pick(lang, WORDS[word]));
}

function evidence(answer: Answer, lang: Lang, at: number): [string, Child, string?][] {
  const w = (word: Word) => pick(lang, WORDS[word]);
  const rows: [string, Child, string?][] = [[w("codeHost"), visible(answer.host), "code"]];
  const { sealed, standing } = answer;
  if (sealed !== null) {
    const { organisation, time, manifest, certificate } = sealed;
    const how = w(time.source === "timestamp" ? "byTimestamp" : "byClaim");
    rows.unshift([w("issuer"), pick(lang, [organisation.nameVi, organisation.nameEn])]);
    rows.push([w("sealedAt"), `${timeText(time.value)}, ${how}`]);
    if (standing.state === "in_force") rows.push([w("standingAsOf"), `${timeText(standing.asOf)}: ${pick(lang, STATES.in_force)}`]);
    rows.push([w("listDigest"), hex(manifest.digest), "code"], [w("certificateDigest"), hex(certificate), "code"]);
  }
  rows.push([w("checkedAt"), timeText(at)]);
  const status = standing.state === "unknown" ? ` · ${standing.reason}` : ` · ${standing.state}`;
  rows.push([w("resultCode"), `${answer.verdict} · ${answer.reason}${status}`, "code"]);
  return rows;
}
