import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";

import { keys } from "../src/api/keys";
import type { OrderStep, WorkOrder } from "../src/api/schema";
import type { PatchedList } from "../src/live/patched-list";
import { BOARD_COLUMNS, type ColumnName, columnsFor, movesOf } from "../src/work-orders/board-columns";
import { showOrder } from "../src/work-orders/order-cache";
import { anyOrder } from "../src/work-orders/order-filter";
import { myGroups } from "../src/work-orders/my-groups";
import { anOrder } from "./samples";

const EVERY: readonly OrderStep[] = [
  ...(["triage", "dispatch", "accept", "decline", "transfer", "start", "arrive", "hold", "resume", "complete", "verify", "close", "cancel", "reopen"] as const),
];

describe("a card of the board", () => {
  it.each<[WorkOrder["state"], readonly OrderStep[], Partial<Record<ColumnName, OrderStep>>]>([
    ["requested", ["triage", "dispatch"], { dispatched: "dispatch" }],
    ["dispatched", ["accept", "decline", "start", "transfer"], { incoming: "decline", working: "accept" }],
    ["in_progress", ["hold", "complete", "transfer"], { dispatched: "transfer", on_hold: "hold", completed: "complete" }],
    ["on_hold", ["resume", "transfer"], { dispatched: "transfer", working: "resume" }],
    ["completed", ["verify", "reopen"], { working: "reopen", closed: "verify" }],
    ["closed", ["note"], {}],
    ["dispatched", [], {}],
  ])("that is %s goes where one of %j leads", (state, may, expected) => {
    expect(Object.fromEntries(movesOf(anOrder({ state }), may))).toEqual(expected);
  });

  it("of a request is verified where it stands, and closed from there", () => {
    const request: Partial<WorkOrder> = { alarm_ids: [], state: "completed" };
    expect(Object.fromEntries(movesOf(anOrder(request), ["verify"]))).toEqual({});
    expect(Object.fromEntries(movesOf(anOrder({ ...request, state: "verified" }), ["close"]))).toEqual({ closed: "close" });
  });

  it("never goes to the column that it is in", () => {
    for (const { name, states } of BOARD_COLUMNS) for (const state of states) expect(movesOf(anOrder({ state }), EVERY).has(name)).toBe(false);
  });
});

it("staff see five columns, and whoever dispatches what came in too", () => {
  expect(columnsFor(false).map(({ name }) => name)).toEqual(["dispatched", "working", "on_hold", "completed", "closed"]);
  expect(columnsFor(true).map(({ name }) => name)).toEqual(["incoming", "dispatched", "working", "on_hold", "completed", "closed"]);
});

describe("one's own step", () => {
  const waiting = { ...anyOrder("riverside"), state: ["dispatched"] as const };
  const working = { ...anyOrder("riverside"), state: ["accepted", "in_progress"] as const };
  const before = anOrder();
  const list = (client: QueryClient, filter: object) => client.getQueryData<PatchedList<WorkOrder>>(keys.orders(filter));
  const shown = (client: QueryClient, filter: object) => list(client, filter)?.items.map(({ id }) => id);

  function boarded() {
    const client = new QueryClient();
    client.setQueryData(keys.orders(waiting), { items: [before], next_cursor: null, waiting: [anOrder({ id: "new" })] });
    client.setQueryData(keys.orders(working), { items: [], next_cursor: null, waiting: [] });
    return client;
  }

  it("moves the card at once, without waiting behind what is new", () => {
    const client = boarded();
    showOrder(client, { ...before, state: "accepted" });
    expect(shown(client, waiting)).toEqual(["new"]);
    expect(shown(client, working)).toEqual(["o1"]);
  });

  it("goes back when the server says no", () => {
    const client = boarded();
    showOrder(client, { ...before, state: "accepted" });
    showOrder(client, before);
    expect(shown(client, waiting)).toContain("o1");
    expect(shown(client, working)).toEqual([]);
  });

  it("does not go back over what others have done meanwhile", () => {
    const client = boarded();
    showOrder(client, { ...before, state: "in_progress", version: 2 });
    showOrder(client, before);
    expect(list(client, working)?.items[0]?.version).toBe(2);
  });

  it("leaves lists alone that it does not concern", () => {
    const client = boarded();
    showOrder(client, anOrder({ id: "elsewhere", site: "hillside" }));
    expect(list(client, waiting)?.waiting.map(({ id }) => id)).toEqual(["new"]);
  });
});

describe("what is mine", () => {
  const me = { username: "guard", department: "security" } as const;
  it("is sorted by urgency and then by its limit", () => {
    const late = anOrder({ id: "late", due: { accept_by: "2026-01-31T08:01:00.000Z", arrive_by: null, resolve_by: null } });
    const minor = anOrder({ id: "minor", priority: "P3" });
    expect(myGroups([minor, anOrder(), late], me).take.map(({ id }) => id)).toEqual(["late", "o1", "minor"]);
  });

  it.each<[keyof ReturnType<typeof myGroups> | null, Partial<WorkOrder>]>([
    ["take", { state: "dispatched", assignee: null }],
    ["take", { state: "dispatched", assignee: "guard" }],
    [null, { state: "dispatched", assignee: "somebody" }],
    [null, { state: "dispatched", assignee: null, department: "engineering" }],
    ["doing", { state: "accepted", assignee: "guard" }],
    [null, { state: "in_progress", assignee: "somebody" }],
    ["waiting", { state: "on_hold", assignee: "guard" }],
    [null, { state: "closed", assignee: "guard" }],
  ])("%s holds %j", (group, told) => {
    const groups = myGroups([anOrder(told)], me);
    expect((["take", "assist", "doing", "waiting"] as const).find((name) => groups[name].length > 0) ?? null).toBe(group);
  });

  const task = {
    id: "t1",
    department: "security",
    title: { zh: "协助", en: "Assist" },
    due_by: null,
    required: true,
    done_at: null,
    done_by: null,
    accepted_at: null,
    accepted_by: null,
  } as const;
  it.each<[number, Partial<WorkOrder["tasks"][number]>, Partial<WorkOrder>]>([
    [1, {}, {}],
    [1, { accepted_by: "guard" }, { state: "in_progress", assignee: "fitter" }],
    [0, { accepted_by: "another" }, {}],
    [0, { done_at: "2026-01-31T08:10:00.000Z", done_by: "guard" }, {}],
    [0, { department: "service_centre" }, {}],
    [0, {}, { state: "closed" }],
    [0, {}, { assignee: "guard" }],
  ])("%i to assist with for %j in %j", (count, part, told) => {
    const order = anOrder({ department: "engineering", tasks: [{ ...task, ...part }], ...told });
    expect(myGroups([order], me).assist.length).toBe(count);
  });
});
