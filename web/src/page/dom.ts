// Elements of the page. Every text from elsewhere becomes a text node; nothing is parsed as markup.

export type Child = Node | string | null;

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** A sentence in which what stands between `**` is bold. */
export function withBold(text: string): Child[] {
  return text.split("**").map((part, i) => (i % 2 === 1 ? element("strong", {}, visible(part)) : visible(part)));
}

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0]/gu;
const LONGEST = 400;

/** A text of strangers: what cannot be seen is written out, what is long is cut. */
export function visible(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return cut.replaceAll(INVISIBLE, (letter) => `⟨U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}

/** The element with this id, which the page's own layout has. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the layout has no #${id}`);
  return found;
}

export function definition(term: string, value: Child, kind = ""): HTMLElement {
  return element("div", {}, element("dt", {}, term), element("dd", kind === "" ? {} : { class: kind }, value));
}
