/** Which work orders a list shows: kept in the page's address, asked of the API, judged again for each live change. */
import { DEPARTMENTS } from "../alarms/alarm-filter";
import type { Department, OrderStateAsked, WorkOrder } from "../api/schema";
import { listIn, oneIn, textIn, written } from "../layout/search-params";

export const ORDER_STATES = [
  "open",
  "requested",
  "triaged",
  "dispatched",
  "accepted",
  "in_progress",
  "on_hold",
  "completed",
  "verified",
  "closed",
  "cancelled",
] as const satisfies readonly OrderStateAsked[];

const OVER: ReadonlySet<string> = new Set(["closed", "cancelled"]);

export interface OrderFilter {
  readonly site: string;
  /** Empty: any. */
  readonly state: readonly OrderStateAsked[];
  readonly department: Department | null;
  /** A username; the API understands `me` too, but a live change does not. */
  readonly assignee: string | null;
  readonly overdue: boolean;
  readonly asset: string | null;
  readonly text: string;
}

/** The filter that an address tells. Without a word about states it is what is open; `state=any` is everything. */
export function orderFilterOf(params: URLSearchParams, site: string): OrderFilter {
  return {
    site,
    state: params.has("state") ? listIn(params, "state", ORDER_STATES) : ["open"],
    department: oneIn(params, "department", DEPARTMENTS),
    assignee: textIn(params, "assignee") || null,
    overdue: params.get("overdue") === "true",
    asset: textIn(params, "asset") || null,
    text: textIn(params, "q"),
  };
}

/** The address of a filter, without what is usual. */
export function orderParams(filter: OrderFilter): URLSearchParams {
  const usual = filter.state.length === 1 && filter.state[0] === "open";
  return written({
    state: usual ? "" : filter.state.join(",") || "any",
    department: filter.department ?? "",
    assignee: filter.assignee ?? "",
    overdue: filter.overdue ? "true" : "",
    asset: filter.asset ?? "",
    q: filter.text,
  });
}

/** The same as the API's query. */
export function orderQuery(filter: OrderFilter) {
  return {
    site: filter.site,
    state: filter.state.length === 0 ? undefined : [...filter.state],
    department: filter.department ?? undefined,
    assignee: filter.assignee ?? undefined,
    overdue: filter.overdue ? true : undefined,
    asset: filter.asset ?? undefined,
    text: filter.text || undefined,
  };
}

/** Whether an order belongs into the list of a filter. */
export function belongsToOrders(filter: OrderFilter, order: WorkOrder): boolean {
  const wanted = filter.text.trim().toLowerCase();
  return (
    order.site === filter.site &&
    order.drill_id === null &&
    (filter.state.length === 0 || filter.state.some((asked) => (asked === "open" ? !OVER.has(order.state) : asked === order.state))) &&
    (filter.department === null || filter.department === order.department || order.tasks.some((task) => task.department === filter.department)) &&
    (filter.assignee === null || filter.assignee === order.assignee) &&
    (!filter.overdue || order.overdue.length > 0) &&
    (filter.asset === null || filter.asset === order.asset) &&
    (wanted === "" || [order.title.zh, order.title.en, order.number, order.asset ?? ""].some((place) => place.toLowerCase().includes(wanted)))
  );
}
