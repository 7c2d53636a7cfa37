// The parts that every answer has: its one sentence, the three questions, lists of facts and of evidence.

import { element, visible, withBold, type Child } from "./dom.ts";
import type { Said, Tone } from "./sentences.ts";

const MARKS: Record<Tone, string> = { good: "✓", bad: "✕", doubt: "?", neutral: "i", none: "–" };

/** The sentence of an answer, which takes the focus so that it is read out first. */
export function sentenceCard({ tone, text }: Said, eyebrow: string): HTMLElement {
  const heading = element("h1", { id: "sentence", tabindex: "-1" }, ...withBold(text));
  return element(
    "section",
    { class: `verdict ${tone}`, "aria-labelledby": "sentence" },
    element("span", { class: "mark", "aria-hidden": "true" }, MARKS[tone]),
    element("div", {}, element("p", { class: "eyebrow" }, eyebrow), heading),
  );
}

export type Answered = "yes" | "no" | "unknown";

export interface Question {
  title: string;
  answer: Answered;
  word: string;
  sentence: string;
}

export function questionList(title: string, questions: Question[]): HTMLElement {
  const items = questions.map(({ title: name, answer, word, sentence }) =>
    element(
      "li",
      { class: answer },
      element("h3", {}, name, " ", element("span", { class: `pill ${answer}` }, word)),
      element("p", {}, sentence),
    ),
  );
  return section("questions", title, element("ul", { class: "questions" }, ...items));
}

export function section(id: string, title: string, ...children: Child[]): HTMLElement {
  return element("section", { "aria-labelledby": id }, element("h2", { id }, title), ...children);
}

export function definitions(rows: [string, Child, string?][], kind = "facts"): HTMLElement {
  const items = rows.map(([term, value, kind]) =>
    element("div", {}, element("dt", {}, term), element("dd", kind === undefined ? {} : { class: kind }, value)),
  );
  return element("dl", { class: kind }, ...items);
}

/** Facts with a box beside each, to be ticked while the paper is read. */
export function comparison(rows: { label: string; value: string }[], tick: string): HTMLElement {
  const items = rows.map(({ label, value }, i) =>
    element(
      "div",
      {},
      element("dt", { id: `fact-${i}` }, label),
      element("dd", {}, visible(value)),
      element("dd", { class: "tick" }, element("label", {}, box(i), element("span", {}, tick))),
    ),
  );
  return element("dl", { class: "facts compare" }, ...items);
}

function box(i: number): HTMLElement {
  return element("input", { type: "checkbox", "aria-describedby": `fact-${i}`, autocomplete: "off" });
}

export function table(caption: string, head: string[], rows: string[][]): HTMLElement {
  const headings = head.map((text) => element("th", { scope: "col" }, text));
  const body = rows.map(([first = "", ...rest]) =>
    element("tr", {}, element("th", { scope: "row" }, visible(first)), ...rest.map((text) => element("td", {}, visible(text)))),
  );
  const whole = element(
    "table",
    {},
    element("caption", {}, caption),
    element("thead", {}, element("tr", {}, ...headings)),
    element("tbody", {}, ...body),
  );
  // a narrow screen scrolls the table, also by keyboard
  return element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": caption }, whole);
}

export function list(items: string[]): HTMLElement {
  return element("ul", { class: "next" }, ...items.map((text) => element("li", {}, text)));
}
