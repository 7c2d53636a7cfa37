// The page: reads the code that it was opened with, judges what it is given, shows one answer.

import { idText } from "../protocol/bytes.ts";
import { checkLetter, codeText, idOfPath, parseCode, parseShort, type Code } from "../protocol/code.ts";
import { organisationsAt } from "../protocol/directory.ts";
import { judgeCode, type Answer } from "../protocol/judge.ts";
import { Refused } from "../protocol/refused.ts";
import type { Trust } from "../protocol/trust.ts";
import { readCamera } from "./camera.ts";
import { sentenceCard } from "./card.ts";
import { codeView } from "./code_view.ts";
import { element } from "./dom.ts";
import { kindText } from "./facts.ts";
import { fileView } from "./file_view.ts";
import { Keep } from "./keep.ts";
import { hintOf, Network, OWN } from "./network.ts";
import { Page } from "./page.ts";
import { Scanner } from "./scanner.ts";
import { idOnlySentence, notVerified, STATES } from "./sentences.ts";
import { answerTools, askTools, homeView, takeDrops, type Acts } from "./tools.ts";
import { trustTools } from "./trust_tools.ts";
import { loadTrust } from "./trust_loader.ts";
import { sendFile } from "./upload.ts";
import type { Word } from "./words.ts";
import { decoderProgram, keepProgram, startDecoder } from "./workers.ts";

const now = (): number => Math.floor(Date.now() / 1000);

const page = new Page();
const keep = new Keep();
const network = new Network(keep);
const scanner = new Scanner(startDecoder, decoderProgram);

const acts: Acts = {
  scan: () => run("scanTitle", scan),
  take: (file) => run("working", () => take(file)),
  typed: (text) => run("workingCode", () => typed(text)),
  again: home,
};

function home(): void {
  if (OWN !== null && location.pathname !== "/") history.pushState(null, "", "/");
  page.show(homeView, false);
  page.offer((lang) => element("div", {}, OWN === null ? trustTools(lang, keep, page) : null, askTools(lang, acts)));
  if (!navigator.onLine && OWN !== null) page.notice("offline");
}

/** Does one thing; whatever goes wrong in it concludes nothing about a paper. */
async function run(word: Word, act: () => Promise<void>): Promise<void> {
  page.show(() => null, false);
  page.offer(() => null);
  page.notice(word, true);
  try {
    await act();
    page.notice(null);
  } catch (error) {
    refuse(error instanceof Refused ? error.code : "FAULT");
  }
  if (document.getElementById("sentence") !== null) page.offer((lang) => answerTools(lang, acts));
}

function refuse(code: string): void {
  page.show((lang) => element("article", { class: "answer" }, sentenceCard(notVerified(code, lang), page.word("resultCodeTitle"))));
}

async function judge(text: string): Promise<void> {
  const trust = await loadTrust(keep);
  const at = now();
  const answer = await answerTo(text, trust, at);
  page.show((lang) => codeView(answer, lang, at));
}

async function answerTo(text: string, trust: Trust, at: number): Promise<Answer> {
  let code: Code;
  try {
    code = parseCode(text, (host) => organisationsAt(trust.directory, host, at).length > 0);
  } catch (error) {
    const host = hostIn(text);
    if (host === null || organisationsAt(trust.directory, host, at).length > 0) throw error;
    return foreign(host);
  }
  return judgeCode(code, { trust, source: network, memory: keep, at });
}

/** The host of an address that is none of our codes; the address itself is never opened. */
function hostIn(text: string): string | null {
  try {
    return /^https?:/i.test(text) ? new URL(text).hostname : null;
  } catch {
    return null;
  }
}

function foreign(host: string): Answer {
  const standing = { state: "not_asked" } as const;
  const none = { sealed: null, claims: null, standing, findings: [] };
  return { verdict: "indeterminate", reason: "CODE_HOST_FOREIGN", form: "S", host, ...none };
}

async function scan(): Promise<void> {
  const words = { title: page.word("scanTitle"), close: page.word("close") };
  let texts: string[];
  try {
    texts = await readCamera(scanner, words);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    throw new Refused("NO_CAMERA");
  }
  if (texts.length === 0) home();
  else await judgeTexts(texts);
}

async function take(file: File): Promise<void> {
  const head = new TextDecoder("latin1").decode(await file.slice(0, 1024).arrayBuffer());
  if (head.includes("%PDF-") || file.type === "application/pdf") {
    page.notice("workingFile", true);
    const at = now();
    const show = await sendFile(file);
    page.show((lang) => ("verdict" in show ? fileView(show.verdict, lang, at) : show.view(lang)));
    return;
  }
  page.notice("readingImage", true);
  await judgeTexts(await scanner.readFile(file));
}

/** Of several symbols the one that is a code counts; two different codes are two papers. */
async function judgeTexts(texts: string[]): Promise<void> {
  const codes = [...new Set(texts)].filter((text) => /^https:\/\/[^/]+\/v\//i.test(text));
  const [text = texts[0], ...more] = codes;
  if (text === undefined) throw new Refused("NO_CODE");
  if (more.length > 0) throw new Refused("SEVERAL_CODES");
  page.notice("workingCode", true);
  await judge(text);
}

async function typed(text: string): Promise<void> {
  if (text.includes("#") || text.includes("/")) return judge(text);
  const short = await parseShort(text);
  if (short === null) throw new Refused("SHORT_CODE_WRONG");
  await showHint(short);
}

/** An identifier without its secret: what the server says, and that it proves nothing. */
async function showHint(short: string): Promise<void> {
  if (OWN === null) throw new Refused("SERVER_UNREACHABLE");
  const hint = await hintOf(`${OWN}/api/v1/short/${short}`);
  if (typeof hint === "string") throw new Refused(hint === "absent" ? "CODE_UNKNOWN" : "SERVER_UNREACHABLE");
  const standing = STATES[hint.standing as keyof typeof STATES] ?? STATES.unknown;
  page.show((lang) => {
    const said = idOnlySentence(location.hostname, kindText(hint.kind, lang), standing, lang);
    return element("article", { class: "answer" }, sentenceCard(said, page.word("resultCodeTitle")));
  });
}

/** The part after `#` is the paper's secret: it leaves the address bar before anything else is done. */
function opened(): void {
  const fragment = location.hash;
  if (!/^\/v\//i.test(location.pathname)) return home();
  const text = codeText(location.hostname, location.pathname, fragment);
  if (fragment !== "") history.replaceState(null, "", location.pathname + location.search);
  run("workingCode", async () => {
    if (crypto.subtle === undefined) throw new Refused("INSECURE");
    if (fragment !== "") return judge(text);
    const id = idOfPath(location.pathname);
    if (id === null) throw new Refused("CODE_MALFORMED");
    const body = idText(id).slice(0, 12);
    await showHint(body + (await checkLetter(body)));
  });
}

addEventListener("hashchange", () => {
  if (location.hash.length > 1 && /^\/v\//i.test(location.pathname)) opened();
});
addEventListener("popstate", () => {
  if (location.pathname === "/") home();
});
takeDrops(acts.take);
opened();
keepProgram();
