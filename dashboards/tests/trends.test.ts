import { describe, expect, it } from "vitest";

import type { Point, Reading } from "../src/api/schema";
import { badSpans, broken, samplesOf, type Series, sumOf } from "../src/trends/series";
import { trendPanels, unitsOf } from "../src/trends/trend-panels";
import { between, moved, paramsOf, type TrendView, viewOf, zoomed } from "../src/trends/view";

const MINUTE = 60_000;
const T0 = Date.parse("2026-01-31T08:00:00.000Z");
const NOW = T0 + 10 * MINUTE;
const VIEW: TrendView = { points: ["s.a.p"], length: 60 * MINUTE, end: null, compared: null, without: [] };

function reading(minute: number, value: Reading["value"], quality: Reading["quality"] = "good"): Reading {
  return { ts: new Date(T0 + minute * MINUTE).toISOString(), value, quality };
}

describe("the view", () => {
  it.each<TrendView>([VIEW, { ...VIEW, points: ["a.b.c", "d.e.f"], end: T0, compared: "week" }, { ...VIEW, without: ["alarms", "limits"] }, { ...VIEW, length: 86_400_000 }])("is the same by its address %#", (view) => {
    expect(viewOf(paramsOf(view))).toEqual(view);
  });

  it.each(["length=5", "length=x", "end=soon", "compare=decade", "points=,,", "without=values"])("leaves out what cannot be read: %s", (address) => {
    expect(viewOf(new URLSearchParams(address))).toEqual({ points: [], length: 86_400_000, end: null, compared: null, without: [] });
  });

  it("stays at the present while it is zoomed, and around its middle elsewhere", () => {
    expect(zoomed(VIEW, 0.5, NOW)).toEqual({ ...VIEW, length: 30 * MINUTE });
    expect(zoomed({ ...VIEW, end: T0 }, 0.5, NOW).end).toBe(T0 - 15 * MINUTE);
  });

  it("goes back in time, and never beyond the present", () => {
    const earlier = moved(VIEW, -0.5, NOW);
    expect(earlier.end).toBe(NOW - 30 * MINUTE);
    expect(moved(earlier, 0.5, NOW).end).toBeNull();
  });

  it("is exactly what was dragged over, but a minute at least", () => {
    expect(between(VIEW, T0, T0 + 5 * MINUTE, NOW)).toEqual({ ...VIEW, length: 5 * MINUTE, end: T0 + 5 * MINUTE });
    expect(between(VIEW, T0, T0 + 1, NOW).length).toBe(MINUTE);
  });
});

describe("samples", () => {
  it("carry the lowest and highest of their window", () => {
    expect(samplesOf([reading(0, 5)], [reading(0, 1)], [reading(0, 90)])).toEqual([{ at: T0, value: 5, low: 1, high: 90, bad: false }]);
  });

  it("count flags as 0 and 1, and words not at all", () => {
    expect(samplesOf([reading(0, true), reading(1, false), reading(2, "open")]).map(({ value }) => value)).toEqual([1, 0, null]);
  });

  it("lie where they are compared with", () => {
    expect(samplesOf([reading(0, 1)], [], [], MINUTE)[0]?.at).toBe(T0 + MINUTE);
  });

  it("break where a window is missing, and nowhere else", () => {
    const samples = samplesOf([reading(0, 1), reading(1, 1), reading(3, 1)]);
    expect(broken(samples, MINUTE).map(({ value }) => value)).toEqual([1, 1, null, 1]);
    expect(broken(samples, null)).toHaveLength(3);
  });

  it("are marked where their quality is in doubt", () => {
    const samples = samplesOf([reading(0, 1), reading(1, 1, "uncertain"), reading(2, 1, "uncertain"), reading(3, 1)]);
    expect(badSpans(samples)).toEqual([[T0 + MINUTE, T0 + 3 * MINUTE]]);
  });

  it("come to their extremes, not to those of the means", () => {
    expect(sumOf(samplesOf([reading(0, 5), reading(1, 7)], [reading(0, 1)], [reading(0, 90)]))).toEqual({ low: 1, mean: 6, high: 90, last: 7 });
    expect(sumOf([])).toBeNull();
  });
});

describe("panels", () => {
  const series = (id: string, unit: string): Series => ({ point: { id, unit, kind: "analog", normal: null } as unknown as Point, samples: samplesOf([reading(0, 1)]), earlier: [] });
  const drawn = (all: readonly Series[]) =>
    trendPanels({
      series: all,
      alarms: [{ from: T0, to: T0 + MINUTE, label: "hot", severity: "critical" }],
      orders: [{ at: T0, label: "WO-1" }],
      limits: [{ point: "a", value: 45, label: "too hot", severity: "high" }],
      from: T0,
      to: NOW,
      windowMs: MINUTE,
      look: { ink: "", quiet: "", line: "", raised: "", severity: () => "" },
      nameOf: ({ point }) => point.id,
      axisTime: String,
      fullTime: String,
      earlierName: "",
    }) as { grid: unknown[]; yAxis: unknown[]; series: { markArea?: { data: unknown[] }; markLine?: { data: { yAxis?: number; xAxis?: number }[] } }[] };

  it("share one panel up to two units, and stand above each other from three on", () => {
    const [a, b, c] = [series("a", "°C"), series("b", "kPa"), series("c", "%")];
    expect([drawn([a]).grid, drawn([a, b]).grid, drawn([a, b, c]).grid].map(({ length }) => length)).toEqual([1, 1, 3]);
    expect(drawn([a, b]).yAxis).toHaveLength(2);
    expect(unitsOf([a, series("d", "°C")])).toEqual(["°C"]);
  });

  it("mark an alarm once in a panel", () => {
    const both = drawn([series("a", "°C"), series("b", "°C")]);
    expect(both.series.flatMap(({ markArea }) => markArea?.data ?? [])).toHaveLength(1);
  });

  it("mark a work order once, and a rule's limit on its own point alone", () => {
    const lines = drawn([series("a", "°C"), series("b", "°C")]).series.flatMap(({ markLine }) => markLine?.data ?? []);
    expect(lines.filter(({ xAxis }) => xAxis === T0)).toHaveLength(1);
    expect(lines.filter(({ yAxis }) => yAxis === 45)).toHaveLength(1);
  });
});
