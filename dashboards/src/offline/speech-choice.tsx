import { Card, Switch } from "antd";
import { useEffect, useState } from "react";

import { useWords } from "../messages/language-context";
import { hearsLocally, speechWanted, wantSpeech } from "./speech";

/** Whether voice notes are written down too; only where the device does it by itself. */
export function SpeechChoice() {
  const { t, language } = useWords();
  const [able, setAble] = useState(false);
  const [wanted, setWanted] = useState(speechWanted);
  useEffect(() => {
    void hearsLocally(language === "zh" ? "zh-CN" : "en-US").then(setAble);
  }, [language]);
  return (
    <Card size="small" title={t("offline.speech.title")} data-testid="speech">
      <p className="quiet">{t(able ? "offline.speech.why" : "offline.speech.unable")}</p>
      <Switch
        checked={able && wanted}
        disabled={!able}
        aria-label={t("offline.speech.title")}
        onChange={(on) => {
          wantSpeech(on);
          setWanted(on);
        }}
      />
    </Card>
  );
}
