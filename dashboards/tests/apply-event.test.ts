import { QueryClient } from "@tanstack/react-query";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { type AlarmFilter, anyAlarm } from "../src/alarms/alarm-filter";
import { keys } from "../src/api/keys";
import type { Alarm, AlarmDetail, PermitDetail } from "../src/api/schema";
import { eventApplier } from "../src/live/apply-event";
import type { PatchedList } from "../src/live/patched-list";
import { ReadingStore } from "../src/live/reading-store";
import type { PermitFilter } from "../src/permits/permit-filter";
import { anyOrder, type OrderFilter } from "../src/work-orders/order-filter";
import { anAlarm, anAlarmDetail, anIncident, anOrder, aPermit, aPermitDetail } from "./samples";

const ACTIVE: AlarmFilter = { ...anyAlarm("riverside"), state: ["active"] };
const OPEN: OrderFilter = { ...anyOrder("riverside"), state: ["open"] };

describe("an event of the stream", () => {
  let client: QueryClient;
  let readings: ReadingStore;
  const reset = vi.fn();
  const notify = vi.fn();
  const lookedAfter = vi.fn();
  const incidentChanged = vi.fn();
  let apply: ReturnType<typeof eventApplier>;
  const send = (event: string, body: unknown) => apply({ event, id: "1", data: JSON.stringify(body) });

  beforeEach(() => {
    vi.clearAllMocks();
    client = new QueryClient();
    readings = new ReadingStore();
    apply = eventApplier(client, readings, { reset, notify, lookedAfter, incidentChanged });
  });

  it("mends an alarm in every list that shows it", () => {
    client.setQueryData(keys.alarms(ACTIVE), { items: [anAlarm()], next_cursor: null, waiting: [] });
    send("alarm", { ...anAlarm({ version: 2, state: "acknowledged", acknowledged: true }), transition: "acknowledged", sequence: 1 });
    expect(client.getQueryData<PatchedList<Alarm>>(keys.alarms(ACTIVE))?.items[0]?.state).toBe("acknowledged");
  });

  it("lets a new alarm wait in the lists it belongs to and in no other", () => {
    const low: AlarmFilter = { ...ACTIVE, severity: ["low"] };
    client.setQueryData(keys.alarms(ACTIVE), { items: [], next_cursor: null, waiting: [] });
    client.setQueryData(keys.alarms(low), { items: [], next_cursor: null, waiting: [] });
    send("alarm", anAlarm());
    expect(client.getQueryData<PatchedList<Alarm>>(keys.alarms(ACTIVE))?.waiting).toHaveLength(1);
    expect(client.getQueryData<PatchedList<Alarm>>(keys.alarms(low))?.waiting).toHaveLength(0);
  });

  it("mends the open detail and asks the server for its history and steps", () => {
    const asked = vi.spyOn(client, "invalidateQueries");
    client.setQueryData(keys.alarm("a1"), anAlarmDetail());
    send("alarm", anAlarm({ version: 2, state: "acknowledged" }));
    expect(client.getQueryData<AlarmDetail>(keys.alarm("a1"))).toMatchObject({ state: "acknowledged", steps: ["acknowledge", "shelve"] });
    expect(asked).toHaveBeenCalledWith({ queryKey: keys.alarm("a1") });
  });

  it("does not undo a newer detail", () => {
    client.setQueryData(keys.alarm("a1"), anAlarmDetail({ version: 3, state: "shelved" }));
    send("alarm", anAlarm({ version: 2, state: "acknowledged" }));
    expect(client.getQueryData<AlarmDetail>(keys.alarm("a1"))?.state).toBe("shelved");
  });

  it("mends orders likewise", () => {
    client.setQueryData(keys.orders(OPEN), { items: [anOrder()], next_cursor: null, waiting: [] });
    send("work-order", anOrder({ version: 2, state: "accepted", assignee: "guard" }));
    expect(client.getQueryData(keys.orders(OPEN))).toMatchObject({ items: [{ state: "accepted", assignee: "guard" }] });
  });

  it("asks for sums once for many changes", () => {
    vi.useFakeTimers();
    const asked = vi.spyOn(client, "invalidateQueries");
    for (let version = 1; version <= 50; version += 1) send("alarm", anAlarm({ version }));
    expect(asked.mock.calls.filter(([about]) => about?.queryKey?.[0] === "overview")).toHaveLength(1);
    vi.advanceTimersByTime(2_000);
    expect(asked.mock.calls.filter(([about]) => about?.queryKey?.[0] === "overview")).toHaveLength(2);
    vi.useRealTimers();
  });

  it("tells a reading to those who follow its point", () => {
    const changed = vi.fn();
    readings.follow("riverside.tank.level", changed);
    send("reading", { point: "riverside.tank.level", site: "riverside", asset: "tank", ts: "2026-01-31T08:00:00.000Z", value: 61.5, quality: "good" });
    expect(readings.get("riverside.tank.level")).toEqual({ value: 61.5, quality: "good", at: Date.parse("2026-01-31T08:00:00.000Z") });
    expect(changed).toHaveBeenCalledOnce();
  });

  it("reads everything anew when the stream cannot resume", () => {
    send("system", { transition: "reset", sequence: 9 });
    expect(reset).toHaveBeenCalledOnce();
  });

  it("passes a notification on", () => {
    const notice = {
      transition: "notification",
      kind: "order_opened",
      severity: "critical",
      department: "security",
      title: { zh: "困人", en: "Entrapment" },
      body: { zh: "", en: "" },
    };
    send("system", notice);
    expect(notify).toHaveBeenCalledWith(expect.objectContaining({ kind: "order_opened", department: "security" }));
  });

  it("tells that an incident changed with each of its alarms, and by itself", () => {
    send("alarm", anAlarm({ incident_id: "i1" }));
    send("alarm", anAlarm({ id: "a2" }));
    send("incident", { ...anIncident({ id: "i2" }), transition: "opened", sequence: 3 });
    expect(incidentChanged.mock.calls.flat()).toEqual(["i1", "i2"]);
  });

  it("never brings a new alarm into the list of long-standing ones, and mends those that it shows", () => {
    const standing: AlarmFilter = { ...ACTIVE, longStanding: true };
    client.setQueryData(keys.alarms(standing), { items: [anAlarm()], next_cursor: null, waiting: [] });
    send("alarm", anAlarm({ id: "a2" }));
    send("alarm", anAlarm({ version: 2, state: "acknowledged" }));
    expect(client.getQueryData(keys.alarms(standing))).toMatchObject({ items: [{ id: "a1", state: "acknowledged" }], waiting: [] });
  });

  it("asks for the rules anew when somebody has changed one", () => {
    for (const key of [keys.rules("riverside"), keys.rule("riverside", "sump.level"), keys.ruleForm("riverside")]) client.setQueryData(key, {});
    send("system", { transition: "rule-changed", rule: "sump.level", sequence: 5 });
    const isStale = (key: readonly string[]) => client.getQueryState(key)?.isInvalidated;
    expect([keys.rules("riverside"), keys.rule("riverside", "sump.level"), keys.ruleForm("riverside")].map(isStale)).toEqual([true, true, false]);
  });

  it("mends permits in their lists and in detail", () => {
    const current: PermitFilter = { site: "riverside", state: "current", kind: null };
    client.setQueryData(keys.permits(current), { items: [aPermit()], next_cursor: null, waiting: [] });
    client.setQueryData(keys.permit("p1"), aPermitDetail({ steps: ["approve"] }));
    send("system", { ...aPermit({ version: 2, state: "approved" }), transition: "permit", sequence: 4 });
    expect(client.getQueryData(keys.permits(current))).toMatchObject({ items: [{ state: "approved" }] });
    expect(client.getQueryData<PermitDetail>(keys.permit("p1"))).toMatchObject({ state: "approved", covers_total: 0 });
  });

  it("asks anew what is out of service when that changes", () => {
    const asked = vi.spyOn(client, "invalidateQueries");
    send("system", { id: "s1", transition: "in_service", sequence: 5 });
    expect(asked).toHaveBeenCalledWith({ queryKey: ["out-of-service"] });
  });

  it("withdraws the notice of what somebody looks after", () => {
    send("work-order", anOrder());
    expect(lookedAfter).not.toHaveBeenCalled();
    send("work-order", anOrder({ version: 2, state: "accepted" }));
    send("alarm", anAlarm({ version: 2, state: "acknowledged", acknowledged: true }));
    expect(lookedAfter.mock.calls.flat()).toEqual(["o1", "a1", "o1"]);
  });

  it("survives what is no JSON and what it does not know", () => {
    apply({ event: "alarm", id: null, data: "{" });
    send("tea-time", {});
    expect(reset).not.toHaveBeenCalled();
  });
});

describe("the store of readings", () => {
  it("keeps the newer of two readings", () => {
    const store = new ReadingStore();
    store.take("p", { value: 2, quality: "good", at: 2_000 });
    store.take("p", { value: 1, quality: "good", at: 1_000 });
    expect(store.get("p")?.value).toBe(2);
  });

  it("tells nobody of other points, and nobody who has gone", () => {
    const store = new ReadingStore();
    const mine = vi.fn();
    const end = store.follow("mine", mine);
    store.take("other", { value: 1, quality: "good", at: 1 });
    end();
    store.take("mine", { value: 1, quality: "good", at: 1 });
    expect(mine).not.toHaveBeenCalled();
  });
});
