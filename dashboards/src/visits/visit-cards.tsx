import { Link } from "react-router";

import type { Visit } from "../api/schema";
import { useAssetNames } from "../assets/use-assets";
import cardStyles from "../layout/cards.module.css";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import styles from "../whistles/whistles.module.css";

const WAITS_FOR_US: readonly string[] = ["waiting", "leaving"];

/** Visits at a glance: where, who from, what for, until when. */
export function VisitCards({ visits }: { readonly visits: readonly Visit[] }) {
  const { t, word } = useWords();
  const assets = useAssetNames();
  return (
    <ul className={styles.list}>
      {visits.map((visit) => (
        <li key={visit.id}>
          <Link to={`/visits/${visit.id}`} className={cardStyles.card} data-testid="visit-row" data-visit-id={visit.id} data-state={visit.state}>
            <span className={cardStyles.line}>
              <span className={WAITS_FOR_US.includes(visit.state) ? "severity-high" : undefined}>{word("visit.state", visit.state)}</span>
              <span className="quiet">{word("visit.purpose", visit.purpose)}</span>
            </span>
            <strong>{assets.name(visit.site, visit.asset)}</strong>
            <span className="quiet">{assets.place(visit.site, visit.asset)}</span>
            <span className={cardStyles.line}>
              <span>{visit.firm}</span>
              <span className={visit.overdue && visit.state === "on_site" ? "late" : "quiet"}>
                {visit.overdue && visit.state === "on_site" ? t("visits.overdue") : t("visits.until")} <Moment at={visit.until} />
              </span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
