import { describe, expect, it } from "vitest";

import { type AlarmFilter, anyAlarm, alarmFilterOf, alarmParams, alarmQuery, belongsToAlarms } from "../src/alarms/alarm-filter";
import { askedOf, type AssetFilter, assetFilterOf, assetParams } from "../src/assets/asset-filter";
import { belongsToPermits, type PermitFilter, permitFilterOf, permitParams } from "../src/permits/permit-filter";
import { anyOrder, belongsToOrders, type OrderFilter, orderFilterOf, orderParams, orderQuery } from "../src/work-orders/order-filter";
import { anAlarm, anOrder, aPermit } from "./samples";

const ALARMS: AlarmFilter = { ...anyAlarm("riverside"), state: ["active"] };
const ORDERS: OrderFilter = { ...anyOrder("riverside"), state: ["open"] };

describe("the filter of alarms in the address", () => {
  it.each<[string, Partial<AlarmFilter>]>([
    ["", {}],
    ["state=any", { state: [] }],
    ["state=shelved%2Cnormal", { state: ["shelved", "normal"] }],
    ["severity=critical%2Clow&q=%E7%94%B5%E6%A2%AF", { severity: ["critical", "low"], text: "电梯" }],
    ["department=security&asset=t3-lift-1", { department: "security", asset: "t3-lift-1" }],
    ["incident=i1&rule=lift.entrapment&hidden_by=p1&long_standing=true", { incident: "i1", rule: "lift.entrapment", hiddenBy: "p1", longStanding: true }],
  ])("%s", (address, chosen) => {
    const filter = { ...ALARMS, ...chosen };
    expect(alarmParams(filter).toString()).toBe(address);
    expect(alarmFilterOf(new URLSearchParams(address), "riverside")).toEqual(filter);
  });

  it("leaves out what it does not know, so that an old link still opens", () => {
    expect(alarmFilterOf(new URLSearchParams("severity=panic&department=kitchen&colour=red"), "riverside")).toEqual(ALARMS);
  });

  it("asks the API for the same", () => {
    expect(alarmQuery({ ...ALARMS, state: [], severity: ["high"], text: "x" })).toEqual({
      site: "riverside",
      state: undefined,
      severity: ["high"],
      department: undefined,
      asset: undefined,
      text: "x",
    });
  });
});

describe("an alarm belongs into a list", () => {
  it.each<[boolean, string, Partial<AlarmFilter>, Parameters<typeof anAlarm>[0]]>([
    [true, "as active", {}, {}],
    [false, "not as active once it is over", {}, { state: "normal" }],
    [false, "not while it is shelved", {}, { state: "shelved" }],
    [true, "of its assisting department", { department: "engineering" }, {}],
    [false, "not of a department that it does not concern", { department: "cleaning" }, {}],
    [false, "not of another site", {}, { site: "elsewhere" }],
    [false, "not if it is a drill's", {}, { drill_id: "d1" }],
    [true, "of its incident", { incident: "i1" }, { incident_id: "i1" }],
    [false, "not of another incident", { incident: "i1" }, { incident_id: "i2" }],
    [false, "not of another rule", { rule: "lift.out_of_service" }, {}],
    [
      true,
      "of what hides it",
      { state: ["suppressed"], hiddenBy: "p1" },
      { state: "suppressed", hidden_by: { kind: "suppressed", reason: "PERMIT", by: "p1", until: null } },
    ],
    [false, "not of what does not hide it", { hiddenBy: "p1" }, {}],
    [true, "whose text its message tells", { text: "LIFT 1" }, {}],
    [false, "not one whose text it does not tell", { text: "pump" }, {}],
  ])("%s: %s", (expected, _, filter, told) => {
    expect(belongsToAlarms({ ...ALARMS, ...filter }, anAlarm(told))).toBe(expected);
  });
});

describe("the filter of orders in the address", () => {
  it.each<[string, Partial<OrderFilter>]>([
    ["", {}],
    ["state=any&overdue=true", { state: [], overdue: true }],
    ["state=dispatched&assignee=guard", { state: ["dispatched"], assignee: "guard" }],
    ["department=engineering&q=001", { department: "engineering", text: "001" }],
    ["kind=repair%2Ccomplaint&priority=P1&requested_by=wang&overridden=true", { kind: ["repair", "complaint"], priority: ["P1"], requestedBy: "wang", overridden: true }],
    ["asset=t1-lift-1&space=t1&since=2026-03-01&until=2026-03-31", { asset: "t1-lift-1", space: "t1", since: "2026-03-01", until: "2026-03-31" }],
  ])("%s", (address, chosen) => {
    const filter = { ...ORDERS, ...chosen };
    expect(orderParams(filter).toString()).toBe(address);
    expect(orderFilterOf(new URLSearchParams(address), "riverside")).toEqual(filter);
  });

  it.each<[boolean, string, Partial<OrderFilter>, Parameters<typeof anOrder>[0]]>([
    [true, "open", {}, {}],
    [false, "closed", {}, { state: "closed" }],
    [true, "late", { overdue: true }, { overdue: ["accept_by"] }],
    [false, "not late", { overdue: true }, {}],
    [true, "its number", { text: "20260131" }, {}],
    [false, "of another kind", { kind: ["repair"] }, {}],
    [false, "less urgent", { priority: ["P1"] }, { priority: "P3" }],
    [false, "asked for by somebody else", { requestedBy: "wang" }, { requested_by: "li" }],
    [true, "overridden", { overridden: true }, { overridden_by: "chen" }],
    [true, "in the space by its asset", { space: "t3", inside: ["t3", "t3-lift-1"] }, {}],
    [false, "in another space though its asset is here", { space: "t3", inside: ["t3", "t3-lift-1"] }, { space: "lobby" }],
    [true, "opened on the last day", { since: "2026-01-31", until: "2026-01-31" }, {}],
    [false, "opened the day before in the site's zone", { since: "2026-02-01" }, {}],
    [true, "due in the span", { due: { from: Date.parse("2026-01-31T10:00:00Z"), until: Date.parse("2026-01-31T11:00:00Z") } }, {}],
    [false, "due when the span is over", { due: { from: 0, until: Date.parse("2026-01-31T10:00:00Z") } }, {}],
    [true, "promised in the span", { due: { from: 0, until: 1_000 } }, { promised_until: "1970-01-01T00:00:00.500Z" }],
  ])("%s for one that is %s", (expected, _, filter, told) => {
    expect(belongsToOrders({ ...ORDERS, ...filter }, anOrder(told))).toBe(expected);
  });
});

describe("days in the address of orders", () => {
  it.each(["since=yesterday", "since=2026-02-30", "until=2026-3-1"])("%s is no day and left out", (address) => {
    expect(orderFilterOf(new URLSearchParams(address), "riverside")).toEqual(ORDERS);
  });

  it("are asked of the API as moments of the site's zone, the last one included", () => {
    const { since, until } = orderQuery({ ...ORDERS, since: "2026-03-01", until: "2026-03-31" });
    expect([since, until]).toEqual(["2026-02-28T16:00:00.000Z", "2026-03-31T16:00:00.000Z"]);
  });
});

describe("the filter of permits in the address", () => {
  it.each<[string, Partial<PermitFilter>]>([
    ["", {}],
    ["state=any&kind=hot_work", { state: "any", kind: "hot_work" }],
    ["state=recheck", { state: "recheck" }],
  ])("%s", (address, chosen) => {
    const filter: PermitFilter = { site: "riverside", state: "current", kind: null, ...chosen };
    expect(permitParams(filter).toString()).toBe(address);
    expect(permitFilterOf(new URLSearchParams(address), "riverside")).toEqual(filter);
  });

  it.each<[boolean, string, Partial<PermitFilter>, Parameters<typeof aPermit>[0]]>([
    [true, "requested is current", {}, {}],
    [true, "past its time and not ended is current", {}, { state: "expired" }],
    [false, "closed is not", {}, { state: "closed" }],
    [true, "closed belongs to all", { state: "any" }, { state: "closed" }],
    [false, "of another kind", { kind: "fire_test" }, {}],
    [false, "of another site", {}, { site: "elsewhere" }],
  ])("%s: a permit that is %s", (expected, _, filter, told) => {
    expect(belongsToPermits({ site: "riverside", state: "current", kind: null, ...filter }, aPermit(told))).toBe(expected);
  });
});

describe("the filter of assets in the address", () => {
  it("goes there and back", () => {
    const filter: AssetFilter = { space: "t1", system: "lifts", type: "lift", deviating: true, text: "1号" };
    expect(assetFilterOf(assetParams(filter))).toEqual(filter);
  });
});

describe("the export of assets", () => {
  it("asks the API for what the list shows", () => {
    const filter = assetFilterOf(new URLSearchParams("system=lifts&deviating=true&q=%201%E5%8F%B7%20"));
    expect(askedOf(filter, "riverside")).toEqual({ site: "riverside", space: undefined, system: "lifts", type: undefined, deviating: true, text: "1号" });
  });
});
