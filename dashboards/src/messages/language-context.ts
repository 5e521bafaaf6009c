import { createContext, useContext } from "react";

import type { BothLanguages, Language, MessageKey, Values } from "./translate";

export interface Words {
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
  /** A sentence of the catalogue. */
  readonly t: (key: MessageKey, values?: Values) => string;
  /** The word for an enumeration's value. */
  readonly word: (family: string, value: string) => string;
  /** A text of the API in the chosen language. */
  readonly text: (text: BothLanguages) => string;
}

export const WordsContext = createContext<Words | null>(null);

export function useWords(): Words {
  const words = useContext(WordsContext);
  if (words === null) throw new Error("useWords needs a LanguageProvider around it");
  return words;
}
