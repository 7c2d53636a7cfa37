// What a person can do: scan, choose or drop a picture or a PDF, type a code, and begin again.

import { element, type Child } from "./dom.ts";
import { pick, type Lang } from "./lang.ts";
import { WORDS, type Word } from "./words.ts";

export interface Acts {
  scan(): void;
  take(file: File): void;
  typed(text: string): void;
  again(): void;
}

/** The front page. */
export function homeView(lang: Lang): Child {
  return element(
    "div",
    {},
    element("h1", {}, pick(lang, WORDS.homeTitle)),
    element("p", { class: "lead" }, pick(lang, WORDS.homeLead)),
  );
}

/** The three ways of asking. */
export function askTools(lang: Lang, acts: Acts): Child {
  const w = (word: Word) => pick(lang, WORDS[word]);
  const scan = button(w("scan"), "", acts.scan);
  const hasCamera = navigator.mediaDevices?.getUserMedia !== undefined;
  const file = element("input", { type: "file", id: "file", accept: "image/*,application/pdf,.pdf" });
  file.addEventListener("change", () => {
    const chosen = file.files?.[0];
    if (chosen !== undefined) acts.take(chosen);
    file.value = "";
  });
  const label = element("label", { for: "file" }, w("choose"));
  return element(
    "div",
    {},
    element(
      "div",
      { class: "ways" },
      hasCamera ? scan : null,
      element("div", { class: "file" }, file, label),
      element("p", { class: "small" }, w("dropHere")),
    ),
    typedForm(lang, acts),
  );
}

function typedForm(lang: Lang, acts: Acts): Child {
  const w = (word: Word) => pick(lang, WORDS[word]);
  const attributes = { type: "text", id: "typed", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", required: "" };
  const input = element("input", attributes);
  const submit = element("button", { type: "submit" }, w("typeSubmit"));
  const form = element("form", {}, element("label", { for: "typed" }, w("typeLabel")), input, submit);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    acts.typed(input.value.trim());
    // a whole code holds the paper's secret, which has no business in the form any longer
    input.value = "";
  });
  return element("details", { class: "typed" }, element("summary", {}, w("typeTitle")), form);
}

/** Below an answer. */
export function answerTools(lang: Lang, acts: Acts): Child {
  const w = (word: Word) => pick(lang, WORDS[word]);
  const again = button(w("another"), "", acts.again);
  const print = button(w("print"), "second", () => window.print());
  return element("div", { class: "actions" }, again, print);
}

export function button(text: string, kind: string, act: () => void): HTMLButtonElement {
  const made = element("button", kind === "" ? { type: "button" } : { type: "button", class: kind }, text);
  made.addEventListener("click", act);
  return made;
}

/** Files that are dropped anywhere on the page; one that misses must not replace it. */
export function takeDrops(take: (file: File) => void): void {
  const over = (isOver: boolean) => document.body.classList.toggle("over", isOver);
  addEventListener("dragover", (event) => {
    event.preventDefault();
    over(true);
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) over(false);
  });
  addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    const [file, ...more] = event.dataTransfer?.files ?? [];
    if (file !== undefined && more.length === 0) take(file);
  });
}
