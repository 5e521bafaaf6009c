import { Link } from "react-router";

import type { Incident } from "../api/schema";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import { Age } from "../time/age";
import { Moment } from "../time/moment";
import { IncidentCounts } from "./incident-counts";
import styles from "./incident-list.module.css";

interface IncidentListProps {
  readonly incidents: readonly Incident[];
  /** Ids of rows that no longer belong here and go when nobody looks. */
  readonly gone?: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

/** Incidents in short: how bad, what caused it, how much follows from it, since when, and the order that leads. */
export function IncidentList({ incidents, gone = NONE }: IncidentListProps) {
  const { t, text, word } = useWords();
  return (
    <ul className={styles.list}>
      {incidents.map((incident) => {
        const [order] = incident.work_order_ids;
        const over = incident.closed_at !== null;
        return (
          <li
            key={incident.id}
            className={`${styles.row} ${over ? styles.over : ""} ${gone.has(incident.id) ? styles.gone : ""}`}
            data-testid="incident-row"
            data-incident-id={incident.id}
          >
            {over ? <span className="quiet">{t("incidents.over")}</span> : <SeverityMark severity={incident.severity} />}
            <div>
              <Link to={`/incidents/${incident.id}`} className={styles.what}>
                {text(incident.title)}
              </Link>
              <div className={`quiet ${styles.facts}`}>
                <span>{word("incident.cause", incident.cause)}</span>
                <IncidentCounts incident={incident} />
              </div>
            </div>
            <div className={styles.end}>
              <span className="quiet">{over ? <Moment at={incident.opened_at} /> : <Age at={incident.opened_at} />}</span>
              {order !== undefined && (
                <div>
                  <Link to={`/work-orders/${order}`} className={styles.order} data-testid="incident-order">
                    {t("alarms.openOrder")}
                  </Link>
                </div>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
