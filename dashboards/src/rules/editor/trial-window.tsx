import { Input, Segmented } from "antd";

import { useWords } from "../../messages/language-context";
import { useZone } from "../../sites/site-context";
import { useNow } from "../../time/clock";
import { dayOf } from "../../time/wall-clock";
import styles from "./editor.module.css";
import { LONGEST_DAYS, lastWeek, spanOf, type TrialWindow } from "./window";

interface TrialWindowInputProps {
  readonly window: TrialWindow;
  readonly choose: (window: TrialWindow) => void;
}

/** The history to try on: the last week, the last month, or days of the site's calendar. */
export function TrialWindowInput({ window, choose }: TrialWindowInputProps) {
  const { t } = useWords();
  const zone = useZone();
  const now = useNow(60);
  const today = dayOf(now, zone);
  return (
    <>
      <div className={styles.window}>
        <Segmented<string>
          aria-label={t("trial.window")}
          value={window.kind === "last" ? String(window.days) : "days"}
          onChange={(chosen) => choose(chosen === "days" ? lastWeek(now, zone) : { kind: "last", days: Number(chosen) })}
          options={[
            { value: "7", label: t("trial.last7") },
            { value: "30", label: t("trial.last30") },
            { value: "days", label: t("trial.dates") },
          ]}
          data-testid="trial-window"
        />
        {window.kind === "days" && (
          <>
            <Input
              type="date"
              value={window.first}
              max={today}
              onChange={(event) => choose({ ...window, first: event.target.value })}
              aria-label={t("trial.firstDay")}
              style={{ width: 160 }}
            />
            –
            <Input
              type="date"
              value={window.last}
              max={today}
              onChange={(event) => choose({ ...window, last: event.target.value })}
              aria-label={t("trial.lastDay")}
              style={{ width: 160 }}
            />
          </>
        )}
      </div>
      {spanOf(window, now, zone) === null && <p className="late">{t("trial.badWindow", { n: LONGEST_DAYS })}</p>}
    </>
  );
}
