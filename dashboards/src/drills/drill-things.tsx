import { useQuery } from "@tanstack/react-query";
import { Card } from "antd";
import { Link } from "react-router";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { DrillDetail } from "../api/schema";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import { Moment } from "../time/moment";
import styles from "./drills.module.css";

const RUNNING_MS = 3_000;
const MOST = 50;

/** The alarms and orders of the drill: in no list but here. */
export function DrillThings({ drill }: { readonly drill: DrillDetail }) {
  const { t, text, word } = useWords();
  const refetchInterval = drill.state === "running" ? RUNNING_MS : (false as const);
  const asked = { params: { query: { site: drill.site, drill: drill.id, limit: MOST } } };
  const alarms = useQuery({ queryKey: keys.drillThings(drill.id, "alarms"), queryFn: () => data(api.GET("/api/v1/alarms", asked)), refetchInterval });
  const orders = useQuery({ queryKey: keys.drillThings(drill.id, "orders"), queryFn: () => data(api.GET("/api/v1/work-orders", asked)), refetchInterval });
  const none = alarms.data?.items.length === 0 && orders.data?.items.length === 0;
  return (
    <Card size="small" title={t("drills.things")} data-testid="drill-things">
      {none && <span className="quiet">{t("drills.noThings")}</span>}
      <ul className={styles.slots}>
        {alarms.data?.items.map((alarm) => (
          <li key={alarm.id} className={styles.slot} data-testid="drill-alarm" data-alarm-id={alarm.id}>
            <SeverityMark severity={alarm.severity} />
            <Link to={`/alarms/${alarm.id}`}>
              {t("drills.prefix")}
              {text(alarm.message)}
            </Link>
            <span className="quiet">
              {word("alarm.state", alarm.state)} · <Moment at={alarm.raised_at} />
            </span>
          </li>
        ))}
        {orders.data?.items.map((order) => (
          <li key={order.id} className={styles.slot} data-testid="drill-order">
            <span className="quiet number">{order.number}</span>
            <Link to={`/work-orders/${order.id}`}>
              {t("drills.prefix")}
              {text(order.title)}
            </Link>
            <span className="quiet">{word("order.state", order.state)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
