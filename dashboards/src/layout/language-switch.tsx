import { Button } from "antd";

import { useWords } from "../messages/language-context";

/** Shows the language that a click gives. */
export function LanguageSwitch() {
  const { language, setLanguage } = useWords();
  const other = language === "zh" ? "en" : "zh";
  return (
    <Button type="text" onClick={() => setLanguage(other)} lang={other === "zh" ? "zh-CN" : "en"} data-testid="language">
      {other === "zh" ? "中文" : "English"}
    </Button>
  );
}
