import { Card } from "antd";

import type { WorkOrderDetail } from "../api/schema";
import { useAssetNames } from "../assets/use-assets";
import { SopCard } from "../knowledge/sop-card";
import { useWords } from "../messages/language-context";
import { DueState } from "./due-state";
import { OrderAlarms } from "./order-alarms";
import { OrderFacts } from "./order-facts";
import { OrderFiles } from "./order-files";
import { OrderSteps } from "./order-steps";
import { OrderTasks } from "./order-tasks";
import { OrderTimeline } from "./order-timeline";
import styles from "./order-view.module.css";
import { PriorityMark } from "./priority-mark";

/** Everything about one order; the next step is the one primary button. */
export function OrderView({ order }: { readonly order: WorkOrderDetail }) {
  const { t, word, text } = useWords();
  const assets = useAssetNames();
  return (
    <article className={styles.view} data-testid="order-detail" data-order-id={order.id} data-state={order.state}>
      <header className={styles.head}>
        <div className={styles.line}>
          <PriorityMark priority={order.priority} />
          <strong data-testid="order-state">{word("order.state", order.state)}</strong>
          <DueState order={order} />
          <span className="quiet number">{order.number}</span>
        </div>
        <h1>{text(order.title)}</h1>
        {order.asset !== null && <p className="quiet">{assets.place(order.site, order.asset)}</p>}
      </header>
      <OrderSteps order={order} />
      <div className={styles.columns}>
        <div className={styles.column}>
          {order.sop !== null && <SopCard id={order.sop} lead={order.department} />}
          <OrderFacts order={order} />
          {order.alarm_ids.length > 0 && (
            <Card size="small" title={t("orders.alarms")}>
              <OrderAlarms ids={order.alarm_ids} />
            </Card>
          )}
          {order.tasks.length > 0 && (
            <Card size="small" title={t("orders.tasks")}>
              <OrderTasks order={order} />
            </Card>
          )}
          <Card size="small" title={t("orders.files")}>
            <OrderFiles order={order} />
          </Card>
        </div>
        <Card size="small" title={t("orders.timeline")}>
          <OrderTimeline order={order} />
        </Card>
      </div>
    </article>
  );
}
