import { type ReactNode, useEffect, useMemo, useState } from "react";

import { recall, remember } from "../layout/preferences";
import { WordsContext, type Words } from "./language-context";
import { firstLanguage, type Language, loadCatalogue, translate, translateWord } from "./translate";

/** The language that this browser begins with. Its texts have to be there before anything is drawn (`loadCatalogue`). */
export function languageHere(): Language {
  return firstLanguage(recall("language"), navigator.languages);
}

/** Chinese first: English for those whose browser speaks no Chinese, or who choose it; the choice is remembered. */
export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, choose] = useState<Language>(languageHere);

  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  }, [language]);

  const words = useMemo<Words>(
    () => ({
      language,
      setLanguage: (chosen) => {
        loadCatalogue(chosen).then(
          () => {
            remember("language", chosen);
            choose(chosen);
          },
          // Without a connection the texts cannot come: the language stays as it is.
          () => undefined,
        );
      },
      t: (key, values) => translate(language, key, values),
      word: (family, value) => translateWord(language, family, value),
      text: (text) => text[language] || text.zh,
    }),
    [language],
  );
  return <WordsContext value={words}>{children}</WordsContext>;
}
