import { App as AntApp, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { type ReactNode, useEffect, useMemo, useState } from "react";

import { recall, remember } from "../layout/preferences";
import { useMedia, useNarrow } from "../layout/use-media";
import { useWords } from "../messages/language-context";
import { type ThemeChoice, ThemeContext } from "./theme-context";
import { stewardTheme } from "./tokens";
import { SCALE, useTypeSize } from "./type-size";

function remembered(): ThemeChoice {
  const choice = recall("theme");
  return choice === "light" || choice === "dark" ? choice : "auto";
}

export function ThemeProvider({ children }: { readonly children: ReactNode }) {
  const { language } = useWords();
  const [choice, setChoice] = useState<ThemeChoice>(remembered);
  const systemDark = useMedia("(prefers-color-scheme: dark)");
  const still = useMedia("(prefers-reduced-motion: reduce)");
  const narrow = useNarrow();
  const size = useTypeSize();
  const dark = choice === "dark" || (choice === "auto" && systemDark);

  useEffect(() => {
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    document.querySelector('meta[name="theme-color"]')?.setAttribute("content", dark ? "#101214" : "#f5f6f7");
  }, [dark]);

  const state = useMemo(
    () => ({
      choice,
      dark,
      setChoice: (chosen: ThemeChoice) => {
        remember("theme", chosen);
        setChoice(chosen);
      },
    }),
    [choice, dark],
  );
  useEffect(() => {
    document.documentElement.dataset.type = size;
  }, [size]);

  const theme = useMemo(() => {
    const config = stewardTheme(dark, narrow, SCALE[size]);
    return still ? { ...config, token: { ...config.token, motion: false } } : config;
  }, [dark, narrow, still, size]);

  return (
    <ThemeContext value={state}>
      <ConfigProvider theme={theme} locale={language === "zh" ? zhCN : enUS} button={{ autoInsertSpace: false }}>
        <AntApp notification={{ maxCount: 5 }}>{children}</AntApp>
      </ConfigProvider>
    </ThemeContext>
  );
}
