import { useEffect, useMemo } from "react";

import { useReleased } from "../live/use-released";
import { momentOfWall } from "../time/wall-clock";
import { dayAfter } from "../time/days";
import { type CalendarEntry, entriesByDay } from "./calendar-entries";
import type { OrderFilter } from "./order-filter";
import { useOrders } from "./use-orders";

const AT_ONCE = 200;
/** More than this a month does not show by itself. */
const BY_ITSELF = 600;

/** The orders that are due on `days`, by day; the first pages are read by themselves. */
export function useCalendar(filter: OrderFilter, days: readonly string[]) {
  const first = days[0] ?? "";
  const last = days.at(-1) ?? "";
  const asked = useMemo<OrderFilter>(
    () => ({ ...filter, due: { from: momentOfWall(`${first}T00:00`, filter.zone), until: momentOfWall(`${dayAfter(last, 1)}T00:00`, filter.zone) } }),
    [filter, first, last],
  );
  const { query, list, release, more } = useOrders(asked, AT_ONCE);
  useReleased(list, release);
  const wanted = list?.next_cursor != null && list.items.length < BY_ITSELF && !more.isPending && !more.isError;
  const { mutate } = more;
  useEffect(() => {
    if (wanted) mutate();
  }, [wanted, mutate]);
  const entries = useMemo<ReadonlyMap<string, readonly CalendarEntry[]>>(() => entriesByDay(list?.items ?? [], filter.zone), [list, filter.zone]);
  return { query, entries, more, hasMore: list?.next_cursor != null && !wanted && !more.isPending, loading: list === undefined };
}
