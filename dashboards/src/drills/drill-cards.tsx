import { Link } from "react-router";

import type { Drill } from "../api/schema";
import cardStyles from "../layout/cards.module.css";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import styles from "./drills.module.css";

/** Drills at a glance: which plan, how far, when. */
export function DrillCards({ drills }: { readonly drills: readonly Drill[] }) {
  const { t, text, word } = useWords();
  return (
    <ul className={styles.list}>
      {drills.map((drill) => (
        <li key={drill.id}>
          <Link to={`/drills/${drill.id}`} className={cardStyles.card} data-testid="drill-row" data-drill-id={drill.id} data-state={drill.state}>
            <span className={cardStyles.line}>
              <span className={drill.state === "running" ? styles.mark : undefined}>{word("drill.state", drill.state)}</span>
              <span className="quiet number">{drill.number}</span>
            </span>
            <strong>{drill.title}</strong>
            <span>{text(drill.plan_title)}</span>
            <span className={cardStyles.line}>
              <span className="quiet">{t(drill.announced ? "drills.announced" : "drills.unannounced")}</span>
              <span className="quiet">
                <Moment at={drill.started_at ?? drill.begins_at} />
              </span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
