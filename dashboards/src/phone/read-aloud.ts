/** Reading aloud (朗读), by the voice that the phone has. */
import type { Language } from "../messages/translate";

const VOICES: Readonly<Record<Language, string>> = { zh: "zh-CN", en: "en-GB" };

export function canReadAloud(): boolean {
  return "speechSynthesis" in globalThis;
}

/** Say it, in place of whatever is being said. */
export function readAloud(words: string, language: Language): void {
  if (!canReadAloud()) return;
  speechSynthesis.cancel();
  const said = new SpeechSynthesisUtterance(words);
  said.lang = VOICES[language];
  // A little slower than speech: it rains and a radio talks.
  said.rate = 0.95;
  speechSynthesis.speak(said);
}

export function hush(): void {
  if (canReadAloud()) speechSynthesis.cancel();
}
