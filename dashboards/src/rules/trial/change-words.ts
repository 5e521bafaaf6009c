import type { Words } from "../../messages/language-context";
import { lasting } from "../../time/ago";

/** What a number was and becomes: `12 → 3`, or alone where it stays, or where there was none before. */
export function changeWords(before: number | null, after: number, say: (value: number) => string = String): string {
  return before === null || before === after ? say(after) : `${say(before)} → ${say(after)}`;
}

/** A length of time given in seconds. */
export function secondsWords(seconds: number, t: Words["t"]): string {
  const phrase = lasting(seconds * 1_000);
  return t(phrase.key, phrase.values);
}
