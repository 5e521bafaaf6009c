/**
 * Speech to text, only where the browser does it on this very device (Web Speech API, `processLocally`): what is said in
 * a resident's home goes to no other company. Off until somebody switches it on.
 */
import { recall, remember } from "../layout/preferences";

interface Recognition extends EventTarget {
  lang: string;
  continuous: boolean;
  processLocally: boolean;
  onresult: ((event: { readonly results: ArrayLike<ArrayLike<{ readonly transcript: string }>> }) => void) | null;
  start: () => void;
  stop: () => void;
}

interface RecognitionMaker {
  new (): Recognition;
  available?: (asked: { readonly langs: readonly string[]; readonly processLocally: true }) => Promise<string>;
}

function maker(): RecognitionMaker | undefined {
  return (globalThis as { SpeechRecognition?: RecognitionMaker }).SpeechRecognition;
}

/** Whether this device can write down what is said in `language`, by itself. */
export async function hearsLocally(language: string): Promise<boolean> {
  return (await maker()?.available?.({ langs: [language], processLocally: true }).catch(() => "")) === "available";
}

export function speechWanted(): boolean {
  return recall("speech") === "on";
}

export function wantSpeech(wanted: boolean): void {
  remember("speech", wanted ? "on" : "off");
}

/** Listen until the returned function is called; `heard` gets everything said so far. */
export function listen(language: string, heard: (text: string) => void): () => void {
  const Maker = maker();
  if (Maker === undefined) return () => undefined;
  const recognition = new Maker();
  recognition.lang = language;
  recognition.continuous = true;
  recognition.processLocally = true;
  recognition.onresult = ({ results }) => heard(Array.from(results, (one) => one[0]?.transcript ?? "").join(""));
  recognition.start();
  return () => recognition.stop();
}
