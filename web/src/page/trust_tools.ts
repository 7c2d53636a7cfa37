// For the page that was opened from disk: the person chooses whom it trusts.

import type { Bytes } from "../protocol/bytes.ts";
import { Refused } from "../protocol/refused.ts";
import { element, type Child } from "./dom.ts";
import type { Keep } from "./keep.ts";
import { pick, type Lang } from "./lang.ts";
import type { Page } from "./page.ts";
import { keepChosen } from "./trust_loader.ts";
import { WORDS } from "./words.ts";

export function trustTools(lang: Lang, keep: Keep, page: Page): Child {
  const input = element("input", { type: "file", id: "trust", multiple: "", accept: "application/json,.json" });
  const kept = element("p", { class: "small", role: "status" });
  input.addEventListener("change", async () => {
    const names: string[] = [];
    for (const file of input.files ?? []) {
      try {
        names.push(await keepChosen(keep, new Uint8Array(await file.arrayBuffer()) as Bytes));
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        page.notice("trustBad");
      }
    }
    kept.textContent = names.length === 0 ? "" : `${pick(lang, WORDS.trustKept)} ${names.join(", ")}`;
  });
  return element(
    "section",
    { class: "typed", "aria-labelledby": "trust-title" },
    element("h2", { id: "trust-title" }, pick(lang, WORDS.trustTitle)),
    element("p", {}, pick(lang, WORDS.trustLead)),
    element("div", { class: "ways" }, element("div", { class: "file" }, input, element("label", { for: "trust" }, pick(lang, WORDS.trustChoose)))),
    kept,
  );
}
