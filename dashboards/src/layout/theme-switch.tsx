import { Button, Tooltip } from "antd";

import { Icon } from "../icons/icon";
import { useWords } from "../messages/language-context";
import { type ThemeChoice, useTheme } from "../theme/theme-context";

const NEXT: Readonly<Record<ThemeChoice, ThemeChoice>> = { auto: "light", light: "dark", dark: "auto" };
const ICONS = { auto: "half", light: "sun", dark: "moon" } as const;
const NAMES = { auto: "theme.auto", light: "theme.light", dark: "theme.dark" } as const;

/** Automatic, light, dark: a click gives the next. */
export function ThemeSwitch() {
  const { t } = useWords();
  const { choice, setChoice } = useTheme();
  const label = t("theme.label", { now: t(NAMES[choice]) });
  return (
    <Tooltip title={label}>
      <Button type="text" aria-label={label} icon={<Icon name={ICONS[choice]} />} onClick={() => setChoice(NEXT[choice])} data-testid="theme" />
    </Tooltip>
  );
}
