import { Skeleton } from "antd";
import { useEffect, useMemo } from "react";

import type { OrderState } from "../api/schema";
import { Failure } from "../layout/failure";
import { useWords } from "../messages/language-context";
import styles from "./order-board.module.css";
import { OrderCard } from "./order-card";
import type { OrderFilter } from "./order-filter";
import { useOrders } from "./use-orders";

const COLUMNS: readonly (readonly OrderState[])[] = [
  ["requested", "triaged"],
  ["dispatched"],
  ["accepted", "in_progress"],
  ["on_hold"],
  ["completed", "verified"],
];
const LARGEST_BOARD = 200;

/** Open orders in columns of the loop; a card moves when its order does. */
export function OrderBoard({ filter }: { readonly filter: OrderFilter }) {
  const { t, word } = useWords();
  const open = useMemo<OrderFilter>(() => ({ ...filter, state: ["open"] }), [filter]);
  const { query, list, release } = useOrders(open, LARGEST_BOARD);
  const waiting = list?.waiting.length ?? 0;

  // A new card at the end of a column moves nothing that somebody might be pointing at.
  useEffect(() => {
    if (waiting > 0) release();
  }, [waiting, release]);

  if (query.isError && list === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return (
    <div className={styles.board} aria-busy={query.isPending}>
      {COLUMNS.map((states) => {
        const orders = list?.items
          .filter(({ state }) => states.includes(state))
          .sort((a, b) => a.priority.localeCompare(b.priority) || a.opened_at.localeCompare(b.opened_at));
        const names = states.map((state) => word("order.state", state)).join(" / ");
        return (
          <section key={names} className={styles.column} aria-label={names} data-column={states[0]}>
            <h2>
              {names} <span className="quiet number">{orders?.length ?? ""}</span>
            </h2>
            {orders === undefined ? (
              <Skeleton active paragraph={{ rows: 3 }} />
            ) : orders.length === 0 ? (
              <p className={`quiet ${styles.empty}`}>{t("orders.columnEmpty")}</p>
            ) : (
              <ul>
                {orders.map((order) => (
                  <li key={order.id}>
                    <OrderCard order={order} withState={states.length > 1} />
                  </li>
                ))}
              </ul>
            )}
          </section>
        );
      })}
      {list?.next_cursor != null && <p className="quiet">{t("orders.boardFull", { n: LARGEST_BOARD })}</p>}
    </div>
  );
}
