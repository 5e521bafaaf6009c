import { Link } from "react-router";

import type { PlanRun } from "../../api/schema";
import cardStyles from "../../layout/cards.module.css";
import { useWords } from "../../messages/language-context";
import { SeverityMark } from "../../severity/severity-mark";
import { Moment } from "../../time/moment";
import styles from "./runs.module.css";

/** Runs at a glance: what, where, how far, how many steps are late. */
export function RunCards({ runs }: { readonly runs: readonly PlanRun[] }) {
  const { t, text, word } = useWords();
  return (
    <ul className={styles.cards}>
      {runs.map((run) => (
        <li key={run.id}>
          <Link to={`/emergency/runs/${run.id}`} className={cardStyles.card} data-testid="run-row" data-run-id={run.id} data-state={run.state}>
            <span className={cardStyles.line}>
              <span>
                <SeverityMark severity={run.severity} /> <strong>{word("planRun.state", run.state)}</strong>
              </span>
              <span className="quiet number">{run.number}</span>
            </span>
            <strong>{text(run.title)}</strong>
            <span>{[run.place, run.asset_name].flatMap((name) => (name === null ? [] : [text(name)])).join(" · ")}</span>
            <span className="quiet">{text(run.reason)}</span>
            <span className={cardStyles.line}>
              <span>
                {t("planRuns.settledOf", { n: run.steps_settled, all: run.steps_all })}
                {run.steps_late > 0 && <span className="late"> · {t("planRuns.lateCount", { n: run.steps_late })}</span>}
              </span>
              <span className="quiet">
                <Moment at={run.started_at ?? run.begun_at} />
              </span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
