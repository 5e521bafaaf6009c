/** The voices that this machine has (Web Speech API). They speak without the network if they are installed. */
import { canReadAloud } from "../phone/read-aloud";
import type { Language } from "../messages/translate";

const TAGS: Readonly<Record<Language, string>> = { zh: "zh-CN", en: "en-GB" };
/** Engines sometimes forget to say that they have finished: so long a letter may take, and so long everything else. */
const LETTER_MS = 450;
const PATIENCE_MS = 6_000;

/** Engines fetch their list when they are asked for it the first time, and say so afterwards. */
export function onVoices(changed: () => void): () => void {
  if (!canReadAloud()) return () => undefined;
  speechSynthesis.addEventListener("voiceschanged", changed);
  return () => speechSynthesis.removeEventListener("voiceschanged", changed);
}

/** The tags of the languages for which there is a voice, as one word that can be compared. */
export function voicedTags(): string {
  if (!canReadAloud()) return "";
  const tags = speechSynthesis.getVoices().map(({ lang }) => lang.toLowerCase().slice(0, 2));
  return [...new Set(tags)].sort().join(",");
}

/** Say it; resolves when it has been said, or has been broken off, or the engine has gone silent. */
export function say(words: string, language: Language): Promise<void> {
  return new Promise((resolve) => {
    const said = new SpeechSynthesisUtterance(words);
    const tag = TAGS[language];
    said.lang = tag;
    const voices = speechSynthesis.getVoices();
    const fits = (voice: SpeechSynthesisVoice) => voice.lang.toLowerCase().startsWith(language);
    // One of the machine itself speaks with the internet cut.
    said.voice = voices.find((voice) => fits(voice) && voice.localService) ?? voices.find(fits) ?? null;
    said.rate = 0.95;
    const timer = setTimeout(done, PATIENCE_MS + words.length * LETTER_MS);
    function done() {
      clearTimeout(timer);
      resolve();
    }
    said.addEventListener("end", done);
    said.addEventListener("error", done);
    speechSynthesis.speak(said);
  });
}
