import { Link } from "react-router";

import type { WorkOrder } from "../api/schema";
import { useWords } from "../messages/language-context";
import { DueState } from "../work-orders/due-state";
import { PriorityMark } from "../work-orders/priority-mark";
import { usePersonName } from "../work-orders/use-people";
import styles from "./overview-page.module.css";

interface LateOrdersProps {
  readonly orders: readonly WorkOrder[];
  readonly total: number;
  /** The list with all of them. */
  readonly to: string;
  /** What to say when there is none. */
  readonly none: string;
}

const SHOWN = 5;

export function LateOrders({ orders, total, to, none }: LateOrdersProps) {
  const { t, text, word } = useWords();
  const nameOf = usePersonName();
  if (orders.length === 0) return <p className="quiet">{none}</p>;
  return (
    <>
      <ul className={styles.rows}>
        {orders.slice(0, SHOWN).map((order) => (
          <li key={order.id} data-testid="order-row" data-order-id={order.id}>
            <PriorityMark priority={order.priority} wordless />
            <div className={styles.grow}>
              <Link to={`/work-orders/${order.id}`} className={styles.plain}>
                {text(order.title)}
              </Link>
              <div className={styles.under}>
                <span className="quiet">{order.assignee === null ? word("department", order.department) : nameOf(order.assignee)}</span>
                <DueState order={order} />
              </div>
            </div>
          </li>
        ))}
      </ul>
      {total > SHOWN && <Link to={to}>{t("list.all")}</Link>}
    </>
  );
}
