import { describe, expect, it } from "vitest";

import { dayAfter, firstOfMonth, mondayOf, monthOf, weekOf } from "../src/time/days";
import { entriesByDay, isLate } from "../src/work-orders/calendar-entries";
import { anOrder } from "./samples";

const ZONE = "Asia/Shanghai";
const due = (resolve_by: string | null, promised_until: string | null = null) =>
  anOrder({ state: "in_progress", due: { accept_by: null, arrive_by: null, resolve_by }, promised_until });

describe("days of the calendar", () => {
  it("know the ends of months and years", () => {
    expect(dayAfter("2026-02-28", 1)).toBe("2026-03-01");
    expect(dayAfter("2026-01-01", -1)).toBe("2025-12-31");
    expect(firstOfMonth("2026-12-15", 1)).toBe("2027-01-01");
    expect(firstOfMonth("2026-03-31", -1)).toBe("2026-02-01");
  });

  it("begin weeks on Monday", () => {
    expect(mondayOf("2026-03-01")).toBe("2026-02-23");
    expect(mondayOf("2026-03-02")).toBe("2026-03-02");
    expect(weekOf("2026-03-04")).toEqual(["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06", "2026-03-07", "2026-03-08"]);
  });

  it.each([
    ["2026-02-10", 35, "2026-01-26", "2026-03-01"],
    ["2027-02-10", 28, "2027-02-01", "2027-02-28"],
    ["2026-08-01", 42, "2026-07-27", "2026-09-06"],
  ])("make %s a month of %i days", (day, length, first, last) => {
    const days = monthOf(day);
    expect([days.length, days[0], days.at(-1)]).toEqual([length, first, last]);
  });
});

describe("the calendar of orders", () => {
  it("puts a moment on its day in the site's zone", () => {
    expect([...entriesByDay([due("2026-01-31T16:30:00Z")], ZONE).keys()]).toEqual(["2026-02-01"]);
  });

  it("shows a promise on its own day, and once what is both on one", () => {
    const days = entriesByDay([due("2026-02-03T02:00:00Z", "2026-02-01T02:00:00Z"), due("2026-02-05T08:00:00Z", "2026-02-05T02:00:00Z")], ZONE);
    expect([...days].map(([day, entries]) => [day, entries.map(({ what }) => what)])).toEqual([
      ["2026-02-01", ["promise"]],
      ["2026-02-03", ["due"]],
      ["2026-02-05", ["promise"]],
    ]);
  });

  it("leaves out what has no limit", () => {
    expect(entriesByDay([due(null)], ZONE).size).toBe(0);
  });

  it.each([
    [true, "is past and not done", due("2026-02-01T00:00:00Z")],
    [false, "is to come", due("2026-03-01T00:00:00Z")],
    [false, "was done in time", { ...due("2026-02-01T00:00:00Z"), state: "closed" as const }],
    [true, "was done too late", { ...due("2026-02-01T00:00:00Z"), state: "closed" as const, overdue: ["resolve_by"] }],
  ])("late: %s for what %s", (late, _, order) => {
    const at = Date.parse(order.due.resolve_by ?? "");
    expect(isLate({ order, what: "due", at }, Date.parse("2026-02-02T00:00:00Z"))).toBe(late);
  });
});
