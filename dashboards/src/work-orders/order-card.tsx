import { Link } from "react-router";

import type { WorkOrder } from "../api/schema";
import { useAssetNames } from "../assets/use-assets";
import cardStyles from "../layout/cards.module.css";
import { LIST_ITEM } from "../layout/use-list-keys";
import { useWords } from "../messages/language-context";
import { DueState } from "./due-state";
import { PriorityMark } from "./priority-mark";
import { usePersonName } from "./use-people";

interface OrderCardProps {
  readonly order: WorkOrder;
  readonly withState?: boolean;
  readonly gone?: boolean;
}

/** An order in short: how urgent, what, where, who, until when. */
export function OrderCard({ order, withState = false, gone = false }: OrderCardProps) {
  const { t, word, text } = useWords();
  const assets = useAssetNames();
  const nameOf = usePersonName();
  const open = order.tasks.filter((task) => task.done_at === null).length;
  return (
    <Link
      to={`/work-orders/${order.id}`}
      className={`${cardStyles.card} ${gone ? cardStyles.gone : ""}`}
      data-testid="order-card"
      data-order-id={order.id}
      data-state={order.state}
      {...{ [LIST_ITEM]: order.id }}
    >
      <span className={cardStyles.line}>
        <PriorityMark priority={order.priority} />
        {withState && <span className="quiet">{word("order.state", order.state)}</span>}
      </span>
      <strong>{text(order.title)}</strong>
      {order.asset !== null && <span className="quiet">{assets.place(order.site, order.asset)}</span>}
      <span className={cardStyles.line}>
        <span>{order.assignee === null ? <span className="quiet">{word("department", order.department)}</span> : nameOf(order.assignee)}</span>
        <DueState order={order} />
      </span>
      {open > 0 && <span className="quiet">{t("orders.openTasks", { n: open })}</span>}
    </Link>
  );
}
