import { Card } from "antd";
import { Link } from "react-router";

import type { VisitDetail } from "../api/schema";
import { useAssetNames } from "../assets/use-assets";
import { useWords } from "../messages/language-context";
import styles from "../work-orders/order-view.module.css";
import { VisitFacts } from "./visit-facts";
import { VisitFiles } from "./visit-files";
import { VisitSteps } from "./visit-steps";
import { VisitTimeline } from "./visit-timeline";

/** One visit: how it stands and the one next step, then who and what, then what happened. */
export function VisitView({ visit }: { readonly visit: VisitDetail }) {
  const { t, word } = useWords();
  const assets = useAssetNames();
  return (
    <article className={styles.view} data-testid="visit-detail" data-visit-id={visit.id} data-state={visit.state}>
      <header className={styles.head}>
        <div className={styles.line}>
          <span>{word("visit.purpose", visit.purpose)}</span>
          <strong>{word("visit.state", visit.state)}</strong>
          {visit.overdue && visit.state === "on_site" && <span className="late">{t("visits.overdue")}</span>}
          <span className="quiet number">{visit.number}</span>
        </div>
        <h1>
          <Link to={`/assets/${visit.asset}`} style={{ color: "inherit" }}>
            {assets.name(visit.site, visit.asset)}
          </Link>
        </h1>
        <p className="quiet">{assets.place(visit.site, visit.asset)}</p>
      </header>
      <VisitSteps visit={visit} />
      <div className={styles.columns}>
        <div className={styles.column}>
          <VisitFacts visit={visit} />
          <Card size="small" title={t("visits.files")}>
            <VisitFiles visit={visit} />
          </Card>
        </div>
        <Card size="small" title={t("visits.timeline")}>
          <VisitTimeline entries={visit.timeline} />
        </Card>
      </div>
    </article>
  );
}
