// Which of the two languages a reader gets, and how times and dates are told in it.

export type Lang = "vi" | "en";
/** A phrase in Vietnamese and in English. */
export type Phrase = readonly [vi: string, en: string];

const KEPT = "vanbang-language";

export const pick = (lang: Lang, [vi, en]: Phrase): string => (lang === "vi" ? vi : en);

/** What the address asks for, else what was chosen here before, else what the browser prefers. */
export function readersLanguage(): Lang {
  const asked = new URLSearchParams(location.search).get("lang") ?? keptLanguage();
  if (asked === "vi" || asked === "en") return asked;
  const preferred = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  const [first = "vi"] = preferred.filter((tag) => tag === "vi" || tag === "en");
  return first === "en" ? "en" : "vi";
}

function keptLanguage(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

export function keepLanguage(lang: Lang): void {
  try {
    localStorage.setItem(KEPT, lang);
  } catch {
    // a browser that keeps nothing asks its own settings the next time
  }
}

/** A time in seconds, as people in Vietnam write it. */
export function timeText(seconds: number): string {
  const there = new Date((seconds + 7 * 3600) * 1000).toISOString();
  return `${there.slice(11, 16)} ${dayOf(there)} (GMT+7)`;
}

function dayOf(iso: string): string {
  return `${iso.slice(8, 10)}/${iso.slice(5, 7)}/${iso.slice(0, 4)}`;
}

/** A date of claims and of status lists, YYYYMMDD, with what is unknown left out. */
export function dateText(date: number): string {
  const text = String(date).padStart(8, "0");
  const parts = [text.slice(6), text.slice(4, 6), text.slice(0, 4)];
  return parts.filter((part) => part !== "00").join("/");
}
