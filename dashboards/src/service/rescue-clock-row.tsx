import { Button } from "antd";

import type { RescueClock } from "../api/schema";
import { useWords } from "../messages/language-context";
import { useNow } from "../time/clock";
import { Moment } from "../time/moment";
import { usePersonName } from "../work-orders/use-people";
import { clockWords } from "./clock-words";
import styles from "./service.module.css";

interface RescueClockRowProps {
  readonly clock: RescueClock;
  /** `null`: this person may not say so. */
  readonly stop: (() => void) | null;
  readonly busy: boolean;
}

/** One clock: what it waits for, how long there is, and the tap that stops it. */
export function RescueClockRow({ clock, stop, busy }: RescueClockRowProps) {
  const { t, text } = useWords();
  return (
    <li className={styles.clock} data-testid={`clock-${clock.clock}`} data-kept={String(clock.kept)} data-ended={clock.ended}>
      <span className={styles.clockName}>
        <strong>{text(clock.name)}</strong>
        <span className="quiet">
          {t("rescue.limit")} <Moment at={clock.due_at} />
        </span>
      </span>
      {clock.ended ? <Ended clock={clock} /> : <Running clock={clock} />}
      {!clock.ended && stop !== null && (
        <Button size="large" disabled={busy} onClick={stop} data-testid={`stop-${clock.clock}`}>
          {t(`rescue.${clock.clock}`)}
        </Button>
      )}
    </li>
  );
}

function Ended({ clock }: { readonly clock: RescueClock }) {
  const { t } = useWords();
  const nameOf = usePersonName();
  if (clock.met_at === null) return <span className="quiet">{t("rescue.notMet")}</span>;
  const who = clock.met_by === "system" || clock.met_by === null ? t("rescue.byAlarm") : nameOf(clock.met_by);
  return (
    <span className={styles.clockState}>
      <span className={clock.kept === false ? "late" : undefined}>
        <Moment at={clock.met_at} /> {t(clock.kept === false ? "rescue.late" : "rescue.kept")}
      </span>
      <span className="quiet">{t("rescue.by", { who })}</span>
    </span>
  );
}

function Running({ clock }: { readonly clock: RescueClock }) {
  const { t } = useWords();
  const now = useNow();
  const left = Date.parse(clock.due_at) - now;
  const warned = clock.warn_at !== null && now >= Date.parse(clock.warn_at);
  return (
    <span className={styles.clockState} role="timer">
      <span className={`number ${styles.left} ${left < 0 ? "late" : ""}`} data-testid="clock-left">
        {t(left < 0 ? "rescue.over" : "rescue.left", { time: clockWords(left) })}
      </span>
      {warned && <strong className="severity-critical">{t(left < 0 ? "rescue.report" : "rescue.warn")}</strong>}
    </span>
  );
}
