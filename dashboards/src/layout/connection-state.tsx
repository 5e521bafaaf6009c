import { Tooltip } from "antd";

import { useStreamState } from "../live/live-context";
import { useWords } from "../messages/language-context";
import styles from "./connection-state.module.css";

/** Whether the page is alive, quietly. */
export function ConnectionState() {
  const { t } = useWords();
  const { phase } = useStreamState();
  const words = phase === "open" ? t("live.open") : phase === "lost" ? t("live.lostShort") : t("live.connecting");
  return (
    <Tooltip title={phase === "open" ? t("live.openHint") : undefined}>
      <span className={`${styles.state} ${phase === "lost" ? "late" : "quiet"}`} data-testid="connection-state" data-state={phase === "open" ? "live" : phase}>
        <svg viewBox="0 0 12 12" width="10" height="10" aria-hidden="true">
          {phase === "open" ? (
            <circle cx="6" cy="6" r="4.5" fill="currentColor" />
          ) : (
            <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="2" />
          )}
        </svg>
        {words}
      </span>
    </Tooltip>
  );
}
