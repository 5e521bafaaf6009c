import { type ReactNode, useEffect, useMemo, useState } from "react";

import { recall, remember } from "../layout/preferences";
import { WordsContext, type Words } from "./language-context";
import { firstLanguage, type Language, translate, translateWord } from "./translate";

/** Chinese first: English for those whose browser speaks no Chinese, or who choose it; the choice is remembered. */
export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, choose] = useState<Language>(() => firstLanguage(recall("language"), navigator.languages));

  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  }, [language]);

  const words = useMemo<Words>(
    () => ({
      language,
      setLanguage: (chosen) => {
        remember("language", chosen);
        choose(chosen);
      },
      t: (key, values) => translate(language, key, values),
      word: (family, value) => translateWord(language, family, value),
      text: (text) => text[language] || text.zh,
    }),
    [language],
  );
  return <WordsContext value={words}>{children}</WordsContext>;
}
