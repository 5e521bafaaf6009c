/** Which work orders a list shows: kept in the page's address, asked of the API, judged again for each live change. */
import { DEPARTMENTS } from "../alarms/alarm-filter";
import type { Department, OrderKind, OrderSort, OrderStateAsked, Priority, WorkOrder } from "../api/schema";
import { listIn, oneIn, textIn, written } from "../layout/search-params";
import { dayAfter } from "../time/days";
import { dayOf, momentOfWall } from "../time/wall-clock";

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

export const ORDER_KINDS = [
  "repair",
  "rescue",
  "security",
  "inspection",
  "maintenance",
  "enquiry",
  "complaint",
  "suggestion",
  "return_visit",
] as const satisfies readonly OrderKind[];

export const PRIORITIES = ["P1", "P2", "P3", "P4"] as const satisfies readonly Priority[];

/** By what a list is sorted; `-` turns it round. */
export const ORDER_SORTS = ["-opened", "opened", "due", "-due", "priority", "-priority"] as const satisfies readonly OrderSort[];

const OVER: ReadonlySet<string> = new Set(["closed", "cancelled"]);

/** From one moment until before another (epoch ms). */
export interface Span {
  readonly from: number;
  readonly until: number;
}

export interface OrderFilter {
  readonly site: string;
  /** Empty: any. */
  readonly state: readonly OrderStateAsked[];
  /** Empty: any. */
  readonly kind: readonly OrderKind[];
  /** Empty: any. */
  readonly priority: readonly Priority[];
  readonly department: Department | null;
  /** A username; the API understands `me` too, but a live change does not. */
  readonly assignee: string | null;
  /** A username. */
  readonly requestedBy: string | null;
  readonly overdue: boolean;
  readonly overridden: boolean;
  readonly asset: string | null;
  readonly space: string | null;
  /** The ids of the spaces and assets in `space`; `null`: not known (yet), so that a live change is let in. */
  readonly inside: readonly string[] | null;
  readonly text: string;
  /** Opened on this day of the site or later: `2026-03-02`; empty: whenever. */
  readonly since: string;
  /** Opened on this day or earlier. */
  readonly until: string;
  /** To be resolved, or promised, in this span. */
  readonly due: Span | null;
  /** The zone in which `since` and `until` are days. */
  readonly zone: string;
  readonly sort: OrderSort;
}

/** Every order of a site. */
export function anyOrder(site: string, zone = "Asia/Shanghai"): OrderFilter {
  return {
    site,
    state: [],
    kind: [],
    priority: [],
    department: null,
    assignee: null,
    requestedBy: null,
    overdue: false,
    overridden: false,
    asset: null,
    space: null,
    inside: null,
    text: "",
    since: "",
    until: "",
    due: null,
    zone,
    sort: "-opened",
  };
}

/** The filter that an address tells. Without a word about states it is what is open; `state=any` is everything. */
export function orderFilterOf(params: URLSearchParams, site: string, zone?: string): OrderFilter {
  return {
    ...anyOrder(site, zone),
    state: params.has("state") ? listIn(params, "state", ORDER_STATES) : ["open"],
    kind: listIn(params, "kind", ORDER_KINDS),
    priority: listIn(params, "priority", PRIORITIES),
    department: oneIn(params, "department", DEPARTMENTS),
    assignee: textIn(params, "assignee") || null,
    requestedBy: textIn(params, "requested_by") || null,
    overdue: params.get("overdue") === "true",
    overridden: params.get("overridden") === "true",
    asset: textIn(params, "asset") || null,
    space: textIn(params, "space") || null,
    text: textIn(params, "q"),
    since: dayIn(params, "since"),
    until: dayIn(params, "until"),
    sort: oneIn(params, "sort", ORDER_SORTS) ?? "-opened",
  };
}

/** The address of a filter, without what is usual. */
export function orderParams(filter: OrderFilter): URLSearchParams {
  const usual = filter.state.length === 1 && filter.state[0] === "open";
  return written({
    state: usual ? "" : filter.state.join(",") || "any",
    kind: filter.kind.join(","),
    priority: filter.priority.join(","),
    department: filter.department ?? "",
    assignee: filter.assignee ?? "",
    requested_by: filter.requestedBy ?? "",
    overdue: filter.overdue ? "true" : "",
    overridden: filter.overridden ? "true" : "",
    asset: filter.asset ?? "",
    space: filter.space ?? "",
    since: filter.since,
    until: filter.until,
    q: filter.text,
    sort: filter.sort === "-opened" ? "" : filter.sort,
  });
}

/** The same as the API's query. */
export function orderQuery(filter: OrderFilter) {
  const opened = openedIn(filter);
  return {
    site: filter.site,
    state: several(filter.state),
    kind: several(filter.kind),
    priority: several(filter.priority),
    department: filter.department ?? undefined,
    assignee: filter.assignee ?? undefined,
    requested_by: filter.requestedBy ?? undefined,
    overdue: filter.overdue ? true : undefined,
    overridden: filter.overridden ? true : undefined,
    asset: filter.asset ?? undefined,
    space: filter.space ?? undefined,
    text: filter.text || undefined,
    since: opened.from === -Infinity ? undefined : iso(opened.from),
    until: opened.until === Infinity ? undefined : iso(opened.until),
    due_from: filter.due === null ? undefined : iso(filter.due.from),
    due_until: filter.due === null ? undefined : iso(filter.due.until),
    sort: filter.sort === "-opened" ? undefined : filter.sort,
  };
}

/** Whether an order belongs into the list of a filter. */
export function belongsToOrders(filter: OrderFilter, order: WorkOrder): boolean {
  return (
    order.site === filter.site &&
    order.drill_id === null &&
    (filter.state.length === 0 || filter.state.some((asked) => (asked === "open" ? !OVER.has(order.state) : asked === order.state))) &&
    (filter.kind.length === 0 || filter.kind.includes(order.kind)) &&
    (filter.priority.length === 0 || filter.priority.includes(order.priority)) &&
    (filter.department === null || filter.department === order.department || order.tasks.some((task) => task.department === filter.department)) &&
    (filter.assignee === null || filter.assignee === order.assignee) &&
    (filter.requestedBy === null || filter.requestedBy === order.requested_by) &&
    (!filter.overdue || order.overdue.length > 0) &&
    (!filter.overridden || order.overridden_by !== null) &&
    (filter.asset === null || filter.asset === order.asset) &&
    stands(filter, order) &&
    within(openedIn(filter), Date.parse(order.opened_at)) &&
    (filter.due === null || dueMoments(order).some((moment) => within(filter.due ?? ALWAYS, moment))) &&
    tells(order, filter.text.trim().toLowerCase())
  );
}

/** When an order is to be resolved and until when it was promised (epoch ms). */
export function dueMoments(order: Pick<WorkOrder, "due" | "promised_until">): number[] {
  return [order.due.resolve_by, order.promised_until].filter((moment) => moment !== null).map((moment) => Date.parse(moment));
}

const ALWAYS: Span = { from: -Infinity, until: Infinity };

function stands({ space, inside }: OrderFilter, order: WorkOrder): boolean {
  return space === null || inside === null || inside.includes(order.space ?? order.asset ?? "");
}

function tells(order: WorkOrder, wanted: string): boolean {
  return wanted === "" || [order.title.zh, order.title.en, order.number, order.asset ?? ""].some((place) => place.toLowerCase().includes(wanted));
}

function within(span: Span, moment: number): boolean {
  return span.from <= moment && moment < span.until;
}

function openedIn({ since, until, zone }: OrderFilter): Span {
  return {
    from: since === "" ? -Infinity : momentOfWall(`${since}T00:00`, zone),
    until: until === "" ? Infinity : momentOfWall(`${dayAfter(until, 1)}T00:00`, zone),
  };
}

/** A day of the calendar in the address, or empty. */
function dayIn(params: URLSearchParams, name: string): string {
  const word = params.get(name) ?? "";
  const noon = momentOfWall(`${word}T12:00`, "UTC");
  return !Number.isNaN(noon) && dayOf(noon, "UTC") === word ? word : "";
}

function several<T>(words: readonly T[]): T[] | undefined {
  return words.length === 0 ? undefined : [...words];
}

function iso(moment: number): string {
  return new Date(moment).toISOString();
}
