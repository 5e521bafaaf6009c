import { useWords } from "../messages/language-context";
import { lasting } from "../time/ago";
import type { Behind } from "./behind";

const IN_SECONDS_S = 600;

/** What is behind, in words: a sentence, and as little as fits a phone's top bar. */
export function useBehindWords() {
  const { t, word } = useWords();
  const length = (seconds: number) => {
    // Whoever watches a lag wants to see it fall.
    if (seconds < IN_SECONDS_S) return t("time.seconds", { n: Math.floor(seconds) });
    const phrase = lasting(seconds * 1_000);
    return t(phrase.key, phrase.values);
  };
  return {
    sentence: (one: Behind) => t(one.key, { length: length(one.seconds), n: one.n }),
    short: (one: Behind) => (one.seconds > 0 ? length(one.seconds) : word("system.part", one.part)),
  };
}
