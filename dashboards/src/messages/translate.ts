/** Texts of the app: a key and values make a sentence in the chosen language. */
import type { zh } from "./zh";

export type Language = "zh" | "en";
export type MessageKey = keyof typeof zh;
export type Values = Readonly<Record<string, string | number>>;
/** A text of the API: always in both languages. */
export interface BothLanguages {
  readonly zh: string;
  readonly en: string;
}

type Catalogue = Readonly<Partial<Record<MessageKey, string>>>;

/** Those that have come: a phone loads the language that is read on it, and the other one when it is asked for. */
const catalogues: Partial<Record<Language, Catalogue>> = {};
const whole = new Map<Language, Promise<void>>();
/** The language that is read here; the one that was asked for last. */
let spoken: Language = "zh";

/** Fetch the texts of what is opened first (`first.ts`); before that there is nothing to say in a language. */
export async function loadFirstTexts(language: Language): Promise<void> {
  spoken = language;
  const { default: texts } = await (language === "zh" ? import("virtual:first-texts/zh") : import("virtual:first-texts/en"));
  catalogues[language] ??= texts as Catalogue;
}

/** Fetch every text of a language; without a connection it rejects, and may be tried again. */
export function loadCatalogue(language: Language): Promise<void> {
  spoken = language;
  const coming =
    whole.get(language) ??
    fetchWhole(language).catch((error: unknown) => {
      whole.delete(language);
      throw error;
    });
  whole.set(language, coming);
  return coming;
}

async function fetchWhole(language: Language): Promise<void> {
  catalogues[language] = language === "zh" ? (await import("./zh")).zh : (await import("./en")).en;
}

/** A file that shows texts beyond those that are loaded first, with these. For `lazy` parts of the app. */
export async function withTexts<File>(file: Promise<File>): Promise<File> {
  const [loaded] = await Promise.all([file, loadCatalogue(spoken)]);
  return loaded;
}

/** The language to begin with: the one that was chosen, else the first that the browser asks for and we have, else Chinese. */
export function firstLanguage(chosen: string | null, asked: readonly string[]): Language {
  if (chosen === "zh" || chosen === "en") return chosen;
  const known = asked.map((tag) => tag.toLowerCase().split("-")[0]).find((tag) => tag === "zh" || tag === "en");
  return known === "en" ? "en" : "zh";
}

/** Where a sentence takes a value: `{name}`, or `{name:one|many}` for the word that a number asks for. */
const PLACE = /\{(\w+)(?::([^|{}]*)\|([^{}]*))?\}/g;

export function translate(language: Language, key: MessageKey, values: Values = {}): string {
  return (catalogues[language]?.[key] ?? key).replace(PLACE, (place, name: string, one?: string, many?: string) => {
    const value = values[name];
    if (value === undefined) return place;
    if (one === undefined || many === undefined) return String(value);
    return Number(value) === 1 ? one : many;
  });
}

/**
 * The half of a note that is in the reader's language. Steward writes the notes of its own steps as `中文 / English` in
 * one text; each half may hold the separator too, so it is cut in the middle.
 */
export function ownHalf(note: string, language: Language): string {
  const parts = note.split(" / ");
  if (parts.length % 2 === 1) return note;
  const half = language === "zh" ? parts.slice(0, parts.length / 2) : parts.slice(parts.length / 2);
  return half.join(" / ");
}

/** The word for a value of an enumeration of the API (`alarm.state` + `shelved`); a value that is newer than this app is shown as it is. */
export function translateWord(language: Language, family: string, value: string): string {
  return catalogues[language]?.[`${family}.${value}` as MessageKey] ?? value;
}
