import { Card } from "antd";
import { Link } from "react-router";

import type { WhistleDetail } from "../api/schema";
import { useWords } from "../messages/language-context";
import { WaitingHere } from "../offline/waiting-list";
import { SeverityMark } from "../severity/severity-mark";
import { Moment } from "../time/moment";
import styles from "../work-orders/order-view.module.css";
import { usePersonName } from "../work-orders/use-people";
import { WhistleCalls } from "./whistle-calls";
import { WhistleSummary } from "./whistle-cards";
import { WhistlePlace } from "./whistle-place";
import { WhistleSteps } from "./whistle-steps";
import { WhistleTimeline } from "./whistle-timeline";
import ownStyles from "./whistles.module.css";

/** One whistle: the check-in first, then who is in, then what happened. */
export function WhistleView({ whistle }: { readonly whistle: WhistleDetail }) {
  const { t } = useWords();
  const nameOf = usePersonName();
  return (
    <article className={styles.view} data-testid="whistle-detail" data-whistle-id={whistle.id} data-state={whistle.state}>
      <header className={styles.head}>
        <div className={styles.line}>
          <SeverityMark severity={whistle.severity} />
          <WhistleSummary whistle={whistle} />
          <span className="quiet number">{whistle.number}</span>
        </div>
        <h1>{whistle.matter}</h1>
        <p className="quiet">
          <WhistlePlace whistle={whistle} />
        </p>
        <p className="quiet">
          {t("whistles.by", { name: nameOf(whistle.blown_by) })} · <Moment at={whistle.blown_at} /> ·{" "}
          <Link to={`/work-orders/${whistle.order_id}`} data-testid="whistle-order">
            {t("whistles.order", { number: whistle.order_number ?? "" })}
          </Link>
        </p>
      </header>
      <WhistleSteps whistle={whistle} />
      <WaitingHere order={whistle} />
      {whistle.bring !== "" && (
        <p className={ownStyles.bring}>
          <strong>{t("whistles.bring")}</strong> {whistle.bring}
        </p>
      )}
      {whistle.outcome !== "" && (
        <p className={ownStyles.bring} data-testid="whistle-outcome">
          <strong>{t("whistles.outcome")}</strong> {whistle.outcome}
        </p>
      )}
      <div className={styles.columns}>
        <WhistleCalls whistle={whistle} />
        <Card size="small" title={t("whistles.timeline")}>
          <WhistleTimeline entries={whistle.timeline} />
        </Card>
      </div>
    </article>
  );
}
