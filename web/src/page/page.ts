// The page's state: its language, what is shown, and what is being done.

import { byId, element, type Child } from "./dom.ts";
import { keepLanguage, pick, readersLanguage, type Lang } from "./lang.ts";
import { WORDS, type Word } from "./words.ts";

export type View = (lang: Lang) => Child;

export class Page {
  lang: Lang = readersLanguage();
  private view: View = () => null;
  private tools: View = () => null;
  private noticeWord: Word | null = null;

  constructor() {
    byId("language").addEventListener("click", () => this.switchLanguage());
    this.draw();
  }

  word(word: Word): string {
    return pick(this.lang, WORDS[word]);
  }

  /** Puts a view in the place of the old one; a result takes the focus. */
  show(view: View, takesFocus = true): void {
    this.view = view;
    this.notice(null);
    this.drawView();
    const sentence = document.getElementById("sentence");
    if (takesFocus && sentence !== null) {
      sentence.focus({ preventScroll: true });
      scrollTo({ top: 0 });
    }
  }

  /** What can be done next, below the view. */
  offer(tools: View): void {
    this.tools = tools;
    this.drawTools();
  }

  /** Says what is going on, also to a screen reader. */
  notice(word: Word | null, isBusy = false): void {
    this.noticeWord = word;
    const place = byId("notice");
    place.textContent = word === null ? "" : this.word(word);
    place.classList.toggle("busy", isBusy);
    byId("main").setAttribute("aria-busy", String(isBusy));
  }

  private switchLanguage(): void {
    this.lang = this.lang === "vi" ? "en" : "vi";
    keepLanguage(this.lang);
    this.draw();
  }

  private draw(): void {
    document.documentElement.lang = this.lang;
    document.title = `${this.word("title")} – vanbang`;
    for (const place of document.querySelectorAll<HTMLElement>("[data-word]")) {
      place.textContent = this.word(place.dataset["word"] as Word);
    }
    const other = this.lang === "vi" ? "en" : "vi";
    byId("language").lang = other;
    byId("language").textContent = this.word("language");
    this.drawView();
    this.drawTools();
    if (this.noticeWord !== null) byId("notice").textContent = this.word(this.noticeWord);
  }

  private drawView(): void {
    byId("view").replaceChildren(this.view(this.lang) ?? element("div"));
  }

  private drawTools(): void {
    byId("tools").replaceChildren(this.tools(this.lang) ?? element("div"));
  }
}
