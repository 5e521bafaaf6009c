import { Card } from "antd";
import { useMemo } from "react";

import type { IncidentDetail } from "../api/schema";
import { useWords } from "../messages/language-context";
import { NoticesAboutCard } from "../notices/about-card";
import { IncidentPlan } from "../plans/incident-plan";
import { SeverityMark } from "../severity/severity-mark";
import { Age } from "../time/age";
import { Moment } from "../time/moment";
import { useMomentWords } from "../time/use-moment-words";
import { OrderCard } from "../work-orders/order-card";
import { feedingTree } from "./feeding-tree";
import { IncidentCounts } from "./incident-counts";
import { IncidentTrends } from "./incident-trends";
import { IncidentTree } from "./incident-tree";
import styles from "./incident-view.module.css";
import { useSources } from "./use-sources";

const NOTHING: readonly string[] = [];

/** One incident: the cause first, then what it feeds and what became of that, and who is on it. */
export function IncidentView({ incident }: { readonly incident: IncidentDetail }) {
  const { t, text, word } = useWords();
  const momentWords = useMomentWords();
  const { alarms } = incident;
  const cause = alarms.find(({ id }) => id === incident.cause_alarm_id);
  const sources = useSources(incident.site, alarms);
  const tree = useMemo(() => (cause === undefined ? null : feedingTree(cause, alarms, (asset) => sources.get(asset) ?? NOTHING)), [cause, alarms, sources]);
  return (
    <article className={styles.view} data-testid="incident-detail" data-incident-id={incident.id} data-open={incident.closed_at === null}>
      <header className={styles.head}>
        <div className={styles.line}>
          <SeverityMark severity={incident.severity} />
          <span>{word("incident.cause", incident.cause)}</span>
          <span className="quiet">
            {incident.closed_at === null ? (
              <Age at={incident.opened_at} />
            ) : (
              <>
                <Moment at={incident.opened_at} /> – <Moment at={incident.closed_at} /> · {t("incidents.over")}
              </>
            )}
          </span>
        </div>
        <h1>{text(incident.title)}</h1>
        <div className={`quiet ${styles.line}`}>
          <IncidentCounts incident={incident} />
        </div>
      </header>
      {incident.release_at !== null && incident.closed_at === null && (
        <p className={styles.notice} data-testid="incident-clearing">
          {t("incidents.clearing", { time: momentWords(incident.release_at) })}
        </p>
      )}
      <div className={styles.columns}>
        <Card size="small" title={t("incidents.tree")}>
          {tree === null ? <p className="quiet">{t("incidents.causeGone")}</p> : <IncidentTree incident={incident} root={tree} />}
        </Card>
        <Card size="small" title={t("orders.title")}>
          {incident.orders.length === 0 ? (
            <p className="quiet">{t("incidents.noOrders")}</p>
          ) : (
            <ul className={styles.orders}>
              {incident.orders.map((order) => (
                <li key={order.id}>
                  <OrderCard order={order} withState />
                </li>
              ))}
            </ul>
          )}
        </Card>
      </div>
      <NoticesAboutCard site={incident.site} incident={incident.id} over={incident.closed_at !== null} />
      <IncidentPlan site={incident.site} cause={cause?.asset ?? alarms[0]?.asset ?? null} alarms={alarms} />
      <IncidentTrends alarms={alarms} />
    </article>
  );
}
