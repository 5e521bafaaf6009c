import { Link } from "react-router";

import type { WorkOrderDetail } from "../api/schema";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import styles from "./service.module.css";
import { useServiceLevels } from "./use-service-levels";

/** Which promise an order's limits come from, in whose hours they count, and since when a hold has stopped them. */
export function ServiceLine({ order }: { readonly order: WorkOrderDetail }) {
  const { t, text, word } = useWords();
  const { data: levels } = useServiceLevels(order.site);
  const level = levels?.levels.find(({ id }) => id === order.service);
  if (level === undefined && order.paused_at === null) return null;
  return (
    <div className={styles.line} data-testid="service-line" data-paused={order.paused_at !== null}>
      {level !== undefined && (
        <span>
          <span className="quiet">{t("service.of")} </span>
          <Link to="/service-levels">{text(level.name)}</Link>
          <span className="quiet">
            {" · "}
            {level.calendar_name === null ? t("service.aroundTheClock") : t("service.inHours", { hours: text(level.calendar_name) })}
          </span>
        </span>
      )}
      {order.paused_at !== null && (
        <strong>
          {t("service.pausedSince")} <Moment at={order.paused_at} />
          {order.hold_reason !== null && ` · ${word("order.hold", order.hold_reason)}`}
        </strong>
      )}
    </div>
  );
}
