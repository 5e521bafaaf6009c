/** How an order looks to the one who has done something that waits to be sent: as it will be, if nothing came between. */
import type { AlarmDetail, CallOut, LateWhat, OrderStep, Whistle, WorkOrder, WorkOrderDetail } from "../api/schema";
import { landing } from "../work-orders/landing";
import { alarmAsIfDone, callAsIfDone, whistleAsIfDone } from "./answered-as-if-done";
import { subjectOf, type Waiting } from "./waiting";

const NEXT: Readonly<Record<string, readonly OrderStep[]>> = {
  accepted: ["decline", "start", "arrive", "hold", "complete", "note"],
  in_progress: ["arrive", "hold", "complete", "note"],
  on_hold: ["resume", "note"],
  triaged: [],
};

const STEPS: ReadonlySet<string> = new Set(["accept", "decline", "start", "arrive", "hold", "resume", "complete"]);

/** Whether a step can be taken without a network. */
export function worksOffline(step: string): boolean {
  return STEPS.has(step) || step === "note";
}

export function asIfDone(order: WorkOrderDetail, one: Waiting, username: string): WorkOrderDetail {
  if (one.doing.kind === "file") return order;
  const what = meant(order, one.doing.step.what, username);
  const { note } = one.doing.step;
  const listed = listedAsIfDone(order, one, username);
  const steps = STEPS.has(what) ? (NEXT[listed.state] ?? ["note"]).filter((step) => step !== "arrive" || listed.arrived_at === null) : order.steps;
  const line = { id: one.id, at: one.at, occurred_at: one.at, event: what as WorkOrderDetail["timeline"][number]["event"], state: listed.state, actor: username, note, device_id: null };
  const known = what === "note" || STEPS.has(what);
  return { ...order, ...listed, steps: [...steps], waits_for: [], timeline: known ? [...order.timeline, line] : order.timeline };
}

/** The same for an order in a list. Its version stays: the server has not changed it yet. */
export function listedAsIfDone<T extends WorkOrder>(order: T, { doing, at }: Waiting, username: string): T {
  if (doing.kind === "file") return order;
  const what = meant(order, doing.step.what, username);
  const { task } = doing.step;
  const tasks = order.tasks.map((each) =>
    each.id !== task ? each : what === "task-done" ? { ...each, done_at: at, done_by: username } : { ...each, accepted_at: at, accepted_by: username },
  );
  if (!STEPS.has(what)) return { ...order, tasks };
  const begun = what === "start" || what === "arrive" || what === "complete";
  return {
    ...order,
    tasks,
    state: landing(order, what as OrderStep) ?? order.state,
    assignee: what === "decline" ? null : what === "accept" ? username : (order.assignee ?? username),
    accepted_at: what === "accept" || begun ? (order.accepted_at ?? at) : order.accepted_at,
    arrived_at: begun ? (order.arrived_at ?? at) : order.arrived_at,
    completed_at: what === "complete" ? at : order.completed_at,
  };
}

/** 我去 takes the order, unless somebody has it. */
function meant({ accepted_at, assignee }: WorkOrder, what: LateWhat, username: string): LateWhat {
  return what === "going" && accepted_at === null && (assignee === null || assignee === username) ? "accept" : what;
}

/** What the server said last (an order, a page of orders, anything else) with what waits to be sent, in its order. */
export function readingAsIfDone(body: unknown, waiting: readonly Waiting[], username: string): unknown {
  if (typeof body !== "object" || body === null || waiting.length === 0) return body;
  return isPage(body) ? { ...body, items: body.items.map((item) => oneAsIfDone(item, waiting, username)) } : oneAsIfDone(body, waiting, username);
}

function oneAsIfDone(body: object, waiting: readonly Waiting[], username: string): object {
  if (isOrder(body)) {
    const own = waiting.filter((one) => subjectOf(one) === body.id);
    if (isDetail(body)) return own.reduce((order, one) => asIfDone(order, one, username), body);
    return own.reduce((order, one) => listedAsIfDone(order, one, username), body);
  }
  if (isAlarm(body)) return waiting.reduce((alarm, one) => alarmAsIfDone(alarm, one, username), body);
  if (isWhistle(body)) return waiting.reduce((whistle, one) => whistleAsIfDone(whistle, one, username), body);
  if (isCall(body)) return waiting.reduce((call, one) => callAsIfDone(call, one, username), body);
  return body;
}

function isAlarm(body: object): body is AlarmDetail {
  return "acknowledged" in body && "raised_at" in body;
}

function isWhistle(body: object): body is Whistle {
  return "blown_at" in body && "calls" in body;
}

function isCall(body: object): body is CallOut {
  return "called" in body && "answered_by" in body;
}

function isOrder(body: object): body is WorkOrder {
  return "id" in body && "state" in body && "tasks" in body;
}

function isDetail(body: object): body is WorkOrderDetail {
  return isOrder(body) && "timeline" in body && "steps" in body;
}

function isPage(body: object): body is { readonly items: readonly object[] } {
  return "items" in body && Array.isArray(body.items);
}
