// Sends a PDF to this page's own server, which judges it and keeps nothing.

import { sentenceCard } from "./card.ts";
import { element, visible } from "./dom.ts";
import { contradicts, readVerdict, type FileVerdict } from "./file_view.ts";
import { pick, type Lang } from "./lang.ts";
import { OWN } from "./network.ts";
import { hex, type Bytes } from "../protocol/bytes.ts";
import { sha256 } from "../protocol/hash.ts";
import { Refused, require } from "../protocol/refused.ts";
import { WORDS } from "./words.ts";

type Shown = { verdict: FileVerdict } | { view: (lang: Lang) => HTMLElement };

const LONGEST_MS = 60_000;

export async function sendFile(file: File): Promise<Shown> {
  if (OWN === null) throw new Refused("NO_SERVER_HERE");
  const body = new FormData();
  body.append("file", file, file.name);
  const signal = AbortSignal.timeout(LONGEST_MS);
  const options = { method: "POST", body, signal, credentials: "omit", redirect: "error", referrerPolicy: "no-referrer" } as const;
  let answer: unknown;
  try {
    answer = await (await fetch(`${OWN}/api/v1/verify`, options)).json();
  } catch {
    throw new Refused("SERVER_UNREACHABLE");
  }
  const verdict = readVerdict(answer);
  if (verdict !== null) {
    const digest = await sha256(new Uint8Array(await file.arrayBuffer()) as Bytes);
    require(verdict.sha256 === hex(digest), "VERDICT_OF_ANOTHER_FILE");
    require(!contradicts(verdict), "VERDICT_CONTRADICTORY");
    return { verdict };
  }
  const error = (answer as { error?: { code?: unknown; message_vi?: unknown; message_en?: unknown } } | null)?.error;
  if (typeof error?.code !== "string") throw new Refused("SERVER_UNREACHABLE");
  const said = (lang: Lang) => visible(String(pick(lang, [String(error.message_vi), String(error.message_en)]))).replaceAll("*", "");
  const text = (lang: Lang) => `${pick(lang, ["**Chưa kiểm tra được tệp**", "**The file was not checked**"])}: ${said(lang)}`;
  const view = (lang: Lang) =>
    element("article", { class: "answer" }, sentenceCard({ tone: "none", text: text(lang) }, pick(lang, WORDS.resultFileTitle)));
  return { view };
}
