import { useMemo } from "react";
import { Link } from "react-router";

import { AlarmState } from "../alarms/alarm-state";
import type { Alarm } from "../api/schema";
import { useAssetNames } from "../assets/use-assets";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import { useHere } from "../sites/site-context";
import { Age } from "../time/age";
import { anyOrder, type OrderFilter } from "../work-orders/order-filter";
import { useOrders } from "../work-orders/use-orders";
import { usePersonName } from "../work-orders/use-people";
import styles from "./overview-page.module.css";

const SHOWN = 12;
const LARGEST_BOARD = 200;

/** The active alarms, the worst first: what, where, since when, and who is on it. */
export function ActiveAlarms({ alarms }: { readonly alarms: readonly Alarm[] }) {
  const { t, text, word } = useWords();
  const { site } = useHere();
  const assets = useAssetNames();
  const nameOf = usePersonName();
  const filter = useMemo<OrderFilter>(
    () => ({ ...anyOrder(site.id), state: ["open"] }),
    [site.id],
  );
  const { list: orders } = useOrders(filter, LARGEST_BOARD);
  const byId = useMemo(() => new Map([...(orders?.waiting ?? []), ...(orders?.items ?? [])].map((order) => [order.id, order])), [orders]);

  if (alarms.length === 0) {
    return (
      <div className={styles.calm} data-testid="calm">
        <strong>{t("overview.calm")}</strong>
        <span className="quiet">{t("overview.calmHint")}</span>
      </div>
    );
  }
  return (
    <>
      <ul className={styles.alarms}>
        {alarms.slice(0, SHOWN).map((alarm) => {
          const order = alarm.work_order_id === null ? undefined : byId.get(alarm.work_order_id);
          return (
            <li key={alarm.id} data-testid="alarm-row" data-alarm-id={alarm.id}>
              <SeverityMark severity={alarm.severity} blinks={alarm.state === "unacknowledged"} />
              <div>
                <Link to={`/alarms/${alarm.id}`} className={styles.what}>
                  {text(alarm.message)}
                </Link>
                <div className="quiet">{assets.place(alarm.site, alarm.asset)}</div>
              </div>
              <div className={styles.who}>
                <div>
                  {order === undefined ? (
                    <AlarmState alarm={alarm} />
                  ) : (
                    <Link to={`/work-orders/${order.id}`}>
                      {order.assignee === null
                        ? t("overview.nobodyYet", { department: word("department", order.department) })
                        : `${nameOf(order.assignee)} · ${word("order.state", order.state)}`}
                    </Link>
                  )}
                </div>
                <span className="quiet">
                  <Age at={alarm.raised_at} />
                </span>
              </div>
            </li>
          );
        })}
      </ul>
      {alarms.length > SHOWN && <Link to="/alarms">{t("list.all")}</Link>}
    </>
  );
}
