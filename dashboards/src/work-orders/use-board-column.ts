import { useEffect, useMemo, useState } from "react";

import type { BoardColumn } from "./board-columns";
import { belongsToOrders, type OrderFilter } from "./order-filter";
import { useOrders } from "./use-orders";

const AT_ONCE = 30;
/** So long after the pointer has left a column, what waits comes in. */
const LINGER_MS = 600;

/** The cards of one column, the most urgent first; while somebody points at them nothing moves. */
export function useBoardColumn(column: BoardColumn, filter: OrderFilter, dragging: boolean) {
  const own = useMemo<OrderFilter>(() => ({ ...filter, state: column.states }), [filter, column]);
  const { query, list, release, more } = useOrders(own, AT_ONCE);
  const [touched, touch] = useState(false);
  const held = touched || dragging;
  const waiting = list?.waiting.length ?? 0;
  const gone = useMemo(() => new Set(list?.items.filter((order) => !belongsToOrders(own, order)).map(({ id }) => id)), [list, own]);

  useEffect(() => {
    if (held || waiting + gone.size === 0) return undefined;
    const timer = setTimeout(release, LINGER_MS);
    return () => clearTimeout(timer);
  }, [held, waiting, gone, release]);

  const cards = useMemo(
    () =>
      list === undefined
        ? undefined
        : column.name === "closed"
          ? list.items
          : [...list.items].sort((a, b) => a.priority.localeCompare(b.priority) || a.opened_at.localeCompare(b.opened_at)),
    [list, column],
  );
  return { query, cards, gone, waiting, release, more, hasMore: list?.next_cursor != null, touch };
}
