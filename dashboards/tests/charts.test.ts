import { describe, expect, it } from "vitest";

import { limitsOf } from "../src/alarms/rule-limits";
import { withGaps } from "../src/charts/trend-option";
import { windowFor } from "../src/charts/window";

const MINUTE = 60_000;
const reading = (minute: number, value: number | null = 1) => ({ ts: new Date(minute * MINUTE).toISOString(), value, quality: "good" as const });

describe("the line of a trend", () => {
  it("breaks where readings are missing", () => {
    const line = withGaps([0, 1, 2, 3, 30, 31].map((minute) => reading(minute)));
    expect(line.map(([, value]) => value)).toEqual([1, 1, 1, 1, null, 1, 1]);
  });

  it("does not break where readings are merely rare", () => {
    expect(withGaps([0, 60, 120].map((minute) => reading(minute)))).toHaveLength(3);
  });

  it("keeps what could not be measured as a gap", () => {
    expect(withGaps([reading(0), reading(1, null), reading(2)]).map(([, value]) => value)).toEqual([1, null, 1]);
  });
});

describe("the grain of a trend", () => {
  it.each([
    [3_600_000, undefined],
    [24 * 3_600_000, "2m"],
    [7 * 24 * 3_600_000, "15m"],
    [365 * 24 * 3_600_000, "1d"],
  ])("of %i ms is %s", (span, expected) => {
    expect(windowFor(span)).toBe(expected);
  });
});

describe("the limits of a rule", () => {
  it("are those of its threshold on this point", () => {
    expect(limitsOf({ when: { kind: "threshold", point: "room_temp", above: 40 } }, "room_temp")).toEqual([40]);
    expect(limitsOf({ when: { kind: "threshold", point: "voltage_l?", outside: [198, 235] } }, "voltage_l2")).toEqual([198, 235]);
  });

  it("are none for other points and other kinds", () => {
    expect(limitsOf({ when: { kind: "threshold", point: "room_temp", above: 40 } }, "floor")).toEqual([]);
    expect(limitsOf({ when: { kind: "state", point: "trapped", equals: true } }, "trapped")).toEqual([]);
    expect(limitsOf(undefined, "floor")).toEqual([]);
  });
});
