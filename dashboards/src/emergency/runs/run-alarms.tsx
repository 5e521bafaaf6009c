import { Link } from "react-router";

import type { PlanRunDetail } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import { SeverityMark } from "../../severity/severity-mark";
import { Age } from "../../time/age";
import styles from "./runs.module.css";

/** The alarms of the matter, and the order that answers for it. */
export function RunAlarms({ run }: { readonly run: PlanRunDetail }) {
  const { t, text, word } = useWords();
  if (run.alarms.length === 0 && run.order === null) return null;
  return (
    <section className={styles.part} aria-label={t("planRuns.alarms")} data-testid="run-alarms">
      <h2>{t("planRuns.alarms")}</h2>
      <ul>
        {run.alarms.map((alarm) => (
          <li key={alarm.id} className={styles.line}>
            <span className={styles.between}>
              <SeverityMark severity={alarm.severity} blinks={!alarm.acknowledged} />
              <span className="quiet">
                {word("alarm.state", alarm.state)} · <Age at={alarm.raised_at} />
              </span>
            </span>
            <Link to={`/alarms/${alarm.id}`} data-testid="run-alarm">
              {text(alarm.message)}
            </Link>
          </li>
        ))}
        {run.order !== null && (
          <li className={styles.line}>
            <Link to={`/work-orders/${run.order.id}`} data-testid="run-order">
              {t("planRuns.order", { number: run.order.number })}
            </Link>
            <span className="quiet">{word("order.state", run.order.state)}</span>
          </li>
        )}
      </ul>
    </section>
  );
}
