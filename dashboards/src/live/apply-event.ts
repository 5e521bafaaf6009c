/** What an event of the stream does to what is cached: lists and details are mended in place, sums are fetched again, seldom. */
import type { QueryClient } from "@tanstack/react-query";

import type { Alarm, AlarmDetail, Permit, PermitDetail, Reading, WorkOrder, WorkOrderDetail } from "../api/schema";
import { keys } from "../api/keys";
import { type AlarmFilter, entersAlarms } from "../alarms/alarm-filter";
import { belongsToPermits, type PermitFilter } from "../permits/permit-filter";
import { belongsToOrders, type OrderFilter } from "../work-orders/order-filter";
import type { ServerEvent } from "./event-parser";
import { patchLists } from "./patch-lists";
import type { ReadingStore } from "./reading-store";
import { throttled } from "./throttled";

const LIVE_LISTS = ["hand-overs", "hand-over", "my-hand-overs", "control-room", "control-room-log", "overview", "alarms", "alarm", "orders", "order-counts", "order", "dispatch", "incidents", "incident", "permits", "permit", "plan-runs", "plan-run", "plan-reviews", "plan-review", "plan-review-of", "emergency-plans", "drills", "drill", "drill-calendar", "whistles", "whistle", "notices", "notice", "weather", "supplies", "visits", "visit", "service-due", "out-of-service", "rules", "rule", "rota", "my-duty", "my-calls", "call", "calls-of"] as const;

/** A reading as the stream carries it: one of the API with its point. */
type LiveReading = Reading & { readonly point: string };

export interface Notice {
  readonly kind: string;
  readonly severity: string;
  readonly department: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly body: { readonly zh: string; readonly en: string };
  readonly alarm_ids?: readonly string[];
  readonly work_order_id?: string | null;
  readonly site?: string;
  /** The call-out that it began, and the usernames of those whom it calls. */
  readonly call_out_id?: string | null;
  readonly called?: readonly string[];
}

export interface Effects {
  /** The stream cannot resume: everything may have changed. */
  readonly reset: () => void;
  readonly notify: (notice: Notice) => void;
  /** An incident, or one of its alarms, has changed. */
  readonly incidentChanged: (id: string) => void;
  /** Somebody looks after this alarm or order now: it needs no notice any more. */
  readonly lookedAfter: (id: string) => void;
}

export function eventApplier(client: QueryClient, readings: ReadingStore, effects: Effects): (event: ServerEvent) => void {
  const refreshSums = throttled(() => {
    for (const name of ["overview", "assets", "sites", "permit", "order-counts", "dispatch", "plan-run", "plan-review"]) void client.invalidateQueries({ queryKey: [name] });
  }, 2_000);

  return ({ event, data }) => {
    const body = parsed(data);
    if (body === null) {
      if (event === "system" && data.trim() === "reset") effects.reset();
      return;
    }
    switch (event) {
      case "reading":
        takeReading(readings, body as unknown as LiveReading);
        break;
      case "alarm":
        applyAlarm(client, body as unknown as Alarm);
        if (typeof body.incident_id === "string") effects.incidentChanged(body.incident_id);
        if (body.acknowledged === true) for (const id of [body.id, body.work_order_id]) if (typeof id === "string") effects.lookedAfter(id);
        refreshSums();
        break;
      case "work-order":
        applyOrder(client, body as unknown as WorkOrder);
        if (body.state !== "dispatched" && typeof body.id === "string") effects.lookedAfter(body.id);
        refreshSums();
        break;
      case "incident":
        if (typeof body.id === "string") effects.incidentChanged(body.id);
        refreshSums();
        break;
      case "system":
        if (body.transition === "notification" || body.transition === "call-out") refreshAll(client, ["my-calls", "call", "calls-of"]);
        if (body.transition === "reset" || body.reset === true) effects.reset();
        else if (body.transition === "connected") refreshLists(client);
        else if (body.transition === "notification") effects.notify((body.notification ?? body) as unknown as Notice);
        else {
          if (body.transition === "permit") applyPermit(client, body as unknown as Permit);
          else if (body.transition === "out_of_service" || body.transition === "in_service") void client.invalidateQueries({ queryKey: ["out-of-service"] });
          else if (body.transition === "rule-changed") refreshRules(client);
          else if (body.transition === "rota") refreshAll(client, ["rota", "duty", "my-duty", "dispatch"]);
          else if (body.transition === "plan-run") refreshAll(client, ["plan-runs", "plan-run"]);
          else if (body.transition === "plan-version") refreshAll(client, ["emergency-plans"]);
          else if (body.transition === "plan-review") refreshAll(client, ["plan-reviews", "plan-review", "plan-review-of"]);
          else if (body.transition === "whistle") refreshAll(client, ["whistles", "whistle", "plan-run"]);
          else if (body.transition === "drill") refreshAll(client, ["drills", "drill", "drill-calendar", "plan-runs"]);
          else if (body.transition === "notice") refreshAll(client, ["notices", "notice"]);
          else if (body.transition === "weather") refreshAll(client, ["weather"]);
          else if (body.transition === "supply") refreshAll(client, ["supplies"]);
          else if (body.transition === "hand-over") refreshAll(client, ["hand-overs", "hand-over", "my-hand-overs", "control-room-log"]);
          else if (body.transition === "control-room") refreshAll(client, ["control-room", "control-room-log"]);
          else if (body.transition === "visit") refreshAll(client, ["visits", "visit", "service-due", "out-of-service"]);
          refreshSums();
        }
        break;
      default:
        break;
    }
  };
}

/** What was asked for before the stream stood may have changed before it stood. */
function refreshLists(client: QueryClient): void {
  for (const name of LIVE_LISTS) void client.invalidateQueries({ queryKey: [name] });
}

function refreshRules(client: QueryClient): void {
  for (const name of ["rules", "rule"]) void client.invalidateQueries({ queryKey: [name] });
}

function refreshAll(client: QueryClient, names: readonly string[]): void {
  for (const name of names) void client.invalidateQueries({ queryKey: [name] });
}

function takeReading(store: ReadingStore, reading: LiveReading): void {
  store.take(reading.point, { value: reading.value, quality: reading.quality, at: Date.parse(reading.ts) });
}

function applyAlarm(client: QueryClient, alarm: Alarm): void {
  patchLists(client, "alarms", alarm, (filter, item) => entersAlarms(filter as AlarmFilter, item));
  const shown = client.getQueryData<AlarmDetail>(keys.alarm(alarm.id));
  if (shown === undefined || shown.version >= alarm.version) return;
  client.setQueryData<AlarmDetail>(keys.alarm(alarm.id), { ...shown, ...alarm });
  // Its history and what may be done now are the server's to say.
  void client.invalidateQueries({ queryKey: keys.alarm(alarm.id) });
}

function applyOrder(client: QueryClient, order: WorkOrder): void {
  patchLists(client, "orders", order, (filter, item) => belongsToOrders(filter as OrderFilter, item));
  const shown = client.getQueryData<WorkOrderDetail>(keys.order(order.id));
  if (shown === undefined || shown.version >= order.version) return;
  client.setQueryData<WorkOrderDetail>(keys.order(order.id), { ...shown, ...order, timeline: shown.timeline });
  void client.invalidateQueries({ queryKey: keys.order(order.id) });
}

function applyPermit(client: QueryClient, permit: Permit): void {
  patchLists(client, "permits", permit, (filter, item) => belongsToPermits(filter as PermitFilter, item));
  const shown = client.getQueryData<PermitDetail>(keys.permit(permit.id));
  if (shown === undefined || shown.version >= permit.version) return;
  client.setQueryData<PermitDetail>(keys.permit(permit.id), { ...shown, ...permit });
  void client.invalidateQueries({ queryKey: keys.permit(permit.id) });
}

function parsed(data: string): Record<string, unknown> | null {
  try {
    const body: unknown = JSON.parse(data);
    return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
