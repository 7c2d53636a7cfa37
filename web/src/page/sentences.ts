// What may be said of a code: the sentences of protocol 11.6, and none that is stronger.

import type { Answer } from "../protocol/judge.ts";
import type { Standing } from "../protocol/standing.ts";
import { dateText, pick, timeText, type Lang, type Phrase } from "./lang.ts";
import { reasonText } from "./reasons.ts";

/** Colour and mark of an answer; only one that is in force is `good`. */
export type Tone = "good" | "bad" | "doubt" | "neutral" | "none";

export interface Said {
  tone: Tone;
  /** `**` stands around what is printed bold. */
  text: string;
}

const FORCE: Phrase = [
  "Nội dung dưới đây do **{ORG}** ký số và còn hiệu lực tính đến {issued}. Hãy so sánh từng mục với tờ giấy.",
  "The facts below were digitally signed by **{ORG}** and are in force as of {issued}. Compare every item with the paper.",
];
const OFFLINE_PROVEN: Phrase = [
  "Nội dung dưới đây nằm trong danh sách do **{ORG}** ký số, có trước {T} (dấu thời gian tin cậy). Chưa hỏi tình trạng: không biết văn bản đã bị thu hồi hay thay thế chưa. Mã không chứng minh tờ giấy: hãy so sánh từng mục.",
  "The facts below are in a list digitally signed by **{ORG}** that existed before {T} (trusted timestamp). Standing was not asked: it is not known whether the document was later withdrawn or replaced. The code does not prove the paper: compare every item.",
];
const OFFLINE_CLAIMED: Phrase = [
  "Nội dung dưới đây nằm trong danh sách do **{ORG}** ký số; đơn vị khai ký lúc {T}, chưa có dấu thời gian tin cậy. Chưa hỏi tình trạng: không biết văn bản đã bị thu hồi hay thay thế chưa. Mã không chứng minh tờ giấy: hãy so sánh từng mục.",
  "The facts below are in a list digitally signed by **{ORG}**, which states {T}; no trusted timestamp. Standing was not asked: it is not known whether the document was later withdrawn or replaced. The code does not prove the paper: compare every item.",
];
const UNKNOWN: Phrase = [
  "Nội dung dưới đây do **{ORG}** ký số. Không biết còn hiệu lực hay không ({reason}); lần biết gần nhất: {last}.",
  "The facts below were signed by **{ORG}**. Whether they are still in force is not known ({reason}); last known: {last}.",
];
const WITHDRAWN: Phrase = [
  "Văn bản mang mã này đã bị **{ORG}** thu hồi ngày {date}.",
  "The document with this code was withdrawn by **{ORG}** on {date}.",
];
const SUPERSEDED: Phrase = [
  "Văn bản mang mã này đã được **{ORG}** thay bằng bản mới ngày {date}. Hãy yêu cầu bản mới.",
  "The document with this code was replaced by **{ORG}** on {date}. Ask for the new one.",
];
const NOT_IN_MANIFEST: Phrase = [
  "Nội dung trong mã **không có** trong danh sách mà {ORG} đã ký số: không hợp lệ.",
  "The facts in the code are **not** in the list that {ORG} signed: not valid.",
];
const DOES_NOT_OPEN: Phrase = [
  "Mã này không mở được dữ liệu tại {HOST}: coi như **chưa xác minh**. Hãy hỏi đơn vị cấp hoặc kiểm tra tệp PDF.",
  "This code does not open the data at {HOST}: treat as **not verified**. Ask the issuer or check the PDF.",
];
const FOREIGN: Phrase = [
  "Địa chỉ {HOST} trong mã không thuộc đơn vị nào trong danh bạ. Không mở địa chỉ này. **Chưa xác minh**.",
  "The address {HOST} in the code belongs to no organisation in the directory. It was not opened. **Not verified**.",
];
const ID_ONLY: Phrase = [
  "Máy chủ {HOST} có một mã như vậy ({kind}); tình trạng: {standing}. Không có nội dung nào được kiểm tra. Hãy quét lại toàn bộ mã hoặc gửi tệp PDF.",
  "The server {HOST} knows such a code ({kind}); standing: {standing}. No facts were checked. Scan the whole code again or upload the PDF.",
];
/** For everything else that leaves open: weaker than any sentence of the table. */
const NOT_VERIFIED: Phrase = ["**Chưa xác minh**: {reason}.", "**Not verified**: {reason}."];
const NOT_VALID: Phrase = ["**Không hợp lệ**: {reason}.", "**Not valid**: {reason}."];
const NO_DATE: Phrase = ["(không ghi ngày)", "(no date given)"];
const NOTHING_KNOWN: Phrase = ["chưa có", "nothing"];

export const STATES: Record<"in_force" | "superseded" | "withdrawn" | "unknown" | "not_asked", Phrase> = {
  in_force: ["còn hiệu lực", "in force"],
  superseded: ["đã được thay thế", "replaced"],
  withdrawn: ["đã bị thu hồi", "withdrawn"],
  unknown: ["không biết", "not known"],
  not_asked: ["chưa hỏi", "not asked"],
};

/** The one sentence of an answer. */
export function sentenceOf(answer: Answer, lang: Lang): Said {
  const fill = (phrase: Phrase, values: Record<string, string> = {}) => filled(phrase, lang, answer, values);
  const reason = reasonText(answer.reason, lang);
  if (answer.verdict === "failed") {
    const listed = answer.reason === "NOT_IN_MANIFEST" && answer.sealed !== null;
    return { tone: "bad", text: listed ? fill(NOT_IN_MANIFEST) : fill(NOT_VALID, { reason }) };
  }
  if (answer.verdict === "passed") return standingSentence(answer, lang);
  if (answer.reason === "CODE_HOST_FOREIGN") return { tone: "doubt", text: fill(FOREIGN) };
  if (answer.reason === "CODE_DOES_NOT_OPEN") return { tone: "doubt", text: fill(DOES_NOT_OPEN) };
  return { tone: "none", text: fill(NOT_VERIFIED, { reason }) };
}

function standingSentence(answer: Answer, lang: Lang): Said {
  const { standing } = answer;
  const fill = (phrase: Phrase, values: Record<string, string>) => filled(phrase, lang, answer, values);
  switch (standing.state) {
    case "in_force":
      return { tone: "good", text: fill(FORCE, { issued: timeText(standing.asOf) }) };
    case "withdrawn":
      return { tone: "bad", text: fill(WITHDRAWN, { date: day(standing.date, lang) }) };
    case "superseded":
      return { tone: "doubt", text: fill(SUPERSEDED, { date: day(standing.date, lang) }) };
    case "unknown":
      if (isOffline(standing)) break;
      return { tone: "doubt", text: fill(UNKNOWN, { reason: reasonText(standing.reason, lang), last: last(standing, lang) }) };
    case "not_asked":
  }
  return { tone: "neutral", text: offlineSentence(answer, lang) };
}

/** What is said of proven facts whose standing nobody could be asked. */
export function offlineSentence(answer: Answer, lang: Lang): string {
  const time = answer.sealed?.time;
  const phrase = time?.source === "timestamp" ? OFFLINE_PROVEN : OFFLINE_CLAIMED;
  return filled(phrase, lang, answer, { T: time === undefined ? "" : timeText(time.value) });
}

/** What a server alone says of an identifier. */
export function idOnlySentence(host: string, kind: string, standing: Phrase, lang: Lang): Said {
  const values = { HOST: host, kind, standing: pick(lang, standing) };
  return { tone: "none", text: replaced(pick(lang, ID_ONLY), values) };
}

/** Why nothing could even be asked. */
export function notVerified(code: string, lang: Lang): Said {
  return { tone: "none", text: replaced(pick(lang, NOT_VERIFIED), { reason: reasonText(code, lang) }) };
}

function isOffline(standing: Extract<Standing, { state: "unknown" }>): boolean {
  return standing.reason === "SERVER_UNREACHABLE" && standing.last === null;
}

function last({ last }: Extract<Standing, { state: "unknown" }>, lang: Lang): string {
  return last === null ? pick(lang, NOTHING_KNOWN) : `${pick(lang, STATES[last.state])}, ${timeText(last.asOf)}`;
}

const day = (date: number | null, lang: Lang) => (date === null || date === 0 ? pick(lang, NO_DATE) : dateText(date));

function filled(phrase: Phrase, lang: Lang, answer: Answer, values: Record<string, string>): string {
  const organisation = answer.sealed?.organisation;
  const ORG = organisation === undefined ? "" : pick(lang, [organisation.nameVi, organisation.nameEn]);
  return replaced(pick(lang, phrase), { ORG, HOST: answer.host, ...values });
}

function replaced(text: string, values: Record<string, string>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
