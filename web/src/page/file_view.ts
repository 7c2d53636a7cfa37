// A PDF's verdict, as the server of this page gives it, in the page's own words.

import { definitions, questionList, section, sentenceCard, type Answered, type Question } from "./card.ts";
import { element, visible, type Child } from "./dom.ts";
import { pick, timeText, type Lang, type Phrase } from "./lang.ts";
import type { Said } from "./sentences.ts";
import { WORDS, type Word } from "./words.ts";

interface Message {
  code: string;
  message_vi: string;
  message_en: string;
}

interface SignatureReport {
  field: string;
  indication: "total-passed" | "indeterminate" | "total-failed";
  integrity: boolean | null;
  changes_after: string;
  coverage: string;
  signer: string | null;
  time: { value: string | null; source: "timestamp" | "claimed" | "none" };
  findings: Message[];
}

export interface FileVerdict {
  file: string;
  sha256: string;
  verdict: "passed" | "failed" | "indeterminate" | "unsigned";
  reason: string;
  authentic: boolean;
  organisation: string | null;
  standing: "in_force" | "superseded" | "withdrawn" | "unknown" | "not_asked";
  signatures: SignatureReport[];
  findings: Message[];
}

const AUTHENTIC: Phrase = [
  "Tệp đúng là bản gốc do **{ORG}** phát hành và còn hiệu lực. Hãy so sánh với bản bạn cầm.",
  "The file is the original as issued by **{ORG}** and in force. Compare it with the copy in your hands.",
];
const AUTHENTIC_UNASKED: Phrase = [
  "Tệp đúng là bản gốc do **{ORG}** phát hành. Không biết đã bị thu hồi hay thay thế chưa.",
  "The file is the original as issued by **{ORG}**. Whether it was withdrawn or replaced is not known.",
];
const ENDED: Record<"withdrawn" | "superseded", Phrase> = {
  withdrawn: ["Văn bản này đã bị **{ORG}** thu hồi.", "This document was withdrawn by **{ORG}**."],
  superseded: [
    "Văn bản này đã được **{ORG}** thay bằng bản mới. Hãy yêu cầu bản mới.",
    "This document was replaced by **{ORG}**. Ask for the new one.",
  ],
};
const PASSED: Phrase = [
  "Mọi chữ ký trong tệp đều hợp lệ, nhưng tệp không có dạng mà hệ thống này phát hành. **Chưa rõ nơi cấp**: hãy tự xem ai đã ký.",
  "Every signature in the file is valid, but it does not have the form that this system issues. **Issuer not established**: see for yourself who signed.",
];
const FAILED: Phrase = ["Tệp **không hợp lệ**: {reason}", "The file is **not valid**: {reason}"];
const OPEN: Phrase = ["**Chưa kết luận được** về tệp: {reason}", "**Not determined**: {reason}"];
const UNSIGNED: Phrase = [
  "Tệp **không có chữ ký số** nên không chứng minh được gì. Bản chụp hay bản in lại thành PDF đều mất chữ ký.",
  "The file has **no digital signature** and proves nothing. Scans and PDFs printed anew lose their signatures.",
];

/** Reasons that speak against the file's form, and against who signed it, where each signature by itself holds. */
const BREAKS_THE_FORM = ["NOT_CLOSED_BY_SEAL", "SIGNATURE_ORPHANED"];
const OF_SIGNERS = ["ROLE_MISSING", "SIGNER_NOT_OF_ORGANISATION", "SIGNATURE_ORPHANED"];

/** The fields of our documents, by who signs there. */
const ROLES = new Map<string, Phrase>([
  ["homeroom_confirm", ["Giáo viên chủ nhiệm", "Homeroom teacher"]],
  ["leader_confirm", ["Lãnh đạo nhà trường", "School leader"]],
  ["training_confirm", ["Trưởng phòng đào tạo", "Head of training"]],
  ["copy_signer", ["Người ký bản sao", "Signer of copies"]],
  ["org_seal", ["Con dấu của cơ quan, tổ chức", "Seal of the organisation"]],
]);

/** What a server's JSON must be for this page to show it; null for anything else. */
export function readVerdict(value: unknown): FileVerdict | null {
  if (typeof value !== "object" || value === null) return null;
  const verdict = value as FileVerdict;
  const words = ["passed", "failed", "indeterminate", "unsigned"];
  const isWhole = words.includes(verdict.verdict) && Array.isArray(verdict.signatures) && Array.isArray(verdict.findings);
  return isWhole && typeof verdict.sha256 === "string" && typeof verdict.authentic === "boolean" ? verdict : null;
}

/** Whether it says more of a file than what it states of the signatures bears out. */
export function contradicts({ verdict, authentic, standing, organisation, signatures }: FileVerdict): boolean {
  if (!authentic && standing !== "in_force") return false;
  const isSigned = signatures.length > 0 && signatures.every(({ indication }) => indication === "total-passed");
  const isWhole = signatures.every(({ integrity, coverage }) => integrity === true && coverage !== "partial");
  return verdict !== "passed" || typeof organisation !== "string" || !isSigned || !isWhole;
}

export function fileView(verdict: FileVerdict, lang: Lang, at: number): HTMLElement {
  const w = (word: Word) => pick(lang, WORDS[word]);
  const findings = [...new Map([...verdict.findings, ...verdict.signatures.flatMap((one) => one.findings)].map((one) => [one.code, one])).values()];
  return element(
    "article",
    { class: "answer" },
    sentenceCard(sentence(verdict, lang), w("resultFileTitle")),
    questionList(w("questionsTitle"), questions(verdict, lang)),
    verdict.signatures.length === 0 ? null : section("signers", w("signersTitle"), signers(verdict, lang)),
    findings.length === 0 ? null : section("findings", w("findingsTitle"), findingList(findings, lang)),
    section(
      "evidence",
      w("evidenceTitle"),
      definitions([
        [w("fileName"), visible(verdict.file)],
        [w("fileDigest"), visible(verdict.sha256), "code"],
        [w("checkedAt"), timeText(at)],
        [w("resultCode"), visible(`${verdict.verdict} · ${verdict.reason} · ${verdict.standing}`), "code"],
      ], "facts evidence"),
    ),
  );
}

function sentence(verdict: FileVerdict, lang: Lang): Said {
  const ORG = visible(verdict.organisation ?? "").replaceAll("*", "");
  const reason = reasonOf(verdict, lang).replaceAll("*", "");
  const say = (tone: Said["tone"], phrase: Phrase): Said => ({
    tone,
    text: pick(lang, phrase).replace("{ORG}", () => ORG).replace("{reason}", () => reason),
  });
  if (verdict.verdict === "failed") return say("bad", FAILED);
  if (verdict.verdict === "unsigned") return say("none", UNSIGNED);
  if (verdict.verdict !== "passed") return say("doubt", OPEN);
  if (verdict.standing === "withdrawn") return say("bad", ENDED.withdrawn);
  if (verdict.standing === "superseded") return say("doubt", ENDED.superseded);
  if (!verdict.authentic) return say("neutral", PASSED);
  return verdict.standing === "in_force" ? say("good", AUTHENTIC) : say("neutral", AUTHENTIC_UNASKED);
}

function reasonOf(verdict: FileVerdict, lang: Lang): string {
  const all = [...verdict.findings, ...verdict.signatures.flatMap((one) => one.findings)];
  const found = all.find(({ code }) => code === verdict.reason);
  return visible(found === undefined ? verdict.reason : pick(lang, [found.message_vi, found.message_en]));
}

function questions(verdict: FileVerdict, lang: Lang): Question[] {
  const ended = verdict.standing === "withdrawn" || verdict.standing === "superseded";
  const standing = verdict.standing === "in_force" ? "yes" : ended ? "no" : "unknown";
  return [
    question(lang, "integrity", integrity(verdict), ["fileIntegrityYes", "fileIntegrityNo", "fileIntegrityOpen"]),
    question(lang, "signature", signature(verdict), ["fileSignatureYes", "fileSignatureNo", "fileSignatureOpen"]),
    question(lang, "standing", standing, ["standingYes", "standingNo", "standingOpen"]),
  ];
}

function question(lang: Lang, title: Word, answer: Answered, [yes, no, open]: [Word, Word, Word]): Question {
  const w = (word: Word) => pick(lang, WORDS[word]);
  const word = { yes: "yes", no: "no", unknown: "open" } as const;
  return { title: w(title), answer, word: w(word[answer]), sentence: w({ yes, no, unknown: open }[answer]) };
}

function integrity({ signatures, verdict, reason }: FileVerdict): Answered {
  const isChanged = ({ integrity, coverage, changes_after, indication }: SignatureReport) =>
    integrity === false || coverage === "partial" || changes_after === "other" ||
    (indication === "total-failed" && ["form_filling", "annotation"].includes(changes_after));
  const breaksTheForm = verdict === "failed" && (signatures.length === 0 || BREAKS_THE_FORM.includes(reason));
  if (breaksTheForm || signatures.some(isChanged)) return "no";
  return signatures.length > 0 && signatures.every(({ integrity }) => integrity === true) ? "yes" : "unknown";
}

function signature({ signatures, reason }: FileVerdict): Answered {
  if (OF_SIGNERS.includes(reason) || signatures.some(({ indication }) => indication === "total-failed")) return "no";
  const all = signatures.length > 0 && signatures.every(({ indication }) => indication === "total-passed");
  return all ? "yes" : "unknown";
}

function signers({ signatures }: FileVerdict, lang: Lang): HTMLElement {
  const tones = { "total-passed": "yes", "total-failed": "no", indeterminate: "unknown" } as const;
  const items = signatures.map((one) => {
    const tone = tones[one.indication] ?? "unknown";
    const word = pick(lang, WORDS[({ yes: "yes", no: "no", unknown: "open" } as const)[tone]]);
    const seconds = Date.parse(one.time?.value ?? "") / 1000;
    const time = Number.isNaN(seconds) ? null : element("p", { class: "small" }, timeText(seconds));
    const role = ROLES.get(one.field);
    return element(
      "li",
      {},
      element("p", { class: "role" }, role === undefined ? visible(one.field) : pick(lang, role), " ", element("span", { class: `pill ${tone}` }, word)),
      element("p", { class: "name" }, one.signer === null ? pick(lang, WORDS.signerUnknown) : visible(one.signer)),
      time,
    );
  });
  return element("ol", { class: "signers" }, ...items);
}

export function findingList(findings: Message[], lang: Lang): HTMLElement {
  const items = findings.map((one): Child =>
    element("li", {}, visible(pick(lang, [one.message_vi, one.message_en])), " ", element("span", { class: "code" }, visible(one.code))),
  );
  return element("ul", { class: "findings" }, ...items);
}
