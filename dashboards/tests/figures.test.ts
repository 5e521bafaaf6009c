import { describe, expect, it } from "vitest";

import type { AlarmFigures } from "../src/api/schema";
import { daysOption } from "../src/figures/days-option";
import { figureWords } from "../src/figures/figure-words";
import { figuresOf } from "../src/figures/targets";

function figures(told: Partial<AlarmFigures> = {}): AlarmFigures {
  return {
    site: "riverside",
    first: "2026-01-31",
    last: "2026-01-31",
    since: "2026-01-30T16:00:00.000Z",
    until: "2026-01-31T16:00:00.000Z",
    complete: true,
    operators: 1,
    raised: 0,
    annunciated: 0,
    average: 0,
    peak: null,
    in_flood: 0,
    floods: [],
    bad_actors: [],
    chattering: [],
    long_standing: [],
    by_severity: [],
    hidden: { shelved: 0, suppressed: 0, out_of_service: 0 },
    outcomes: { real: 0, false_alarm: 0, nothing_found: 0, unknown: 0, nuisance: null },
    ...told,
  };
}

const actor = { rule: "r", asset: "a", point: null, severity: "low", message: { zh: "", en: "" }, count: 10, share: 0.4, cumulative: 0.4 } as const;
const peak = (per_operator: number) => ({ count: per_operator, per_operator, since: "2026-01-31T08:00:00.000Z", until: "2026-01-31T08:10:00.000Z" });

describe("a figure against its target", () => {
  it.each<[string, string, Partial<AlarmFigures>, string]>([
    ["one per ten minutes", "average", { average: 1 }, "good"],
    ["more than one", "average", { average: 1.2 }, "over"],
    ["more than two", "average", { average: 2.5 }, "far over"],
    ["ten in ten minutes", "peak", { peak: peak(10) }, "over"],
    ["nine in ten minutes", "peak", { peak: peak(9) }, "good"],
    ["one per cent of the time in flood", "inFlood", { in_flood: 0.01 }, "over"],
    ["a top ten of many alarms", "topTen", { annunciated: 1_000, bad_actors: [actor] }, "over"],
    ["a top ten of a handful, which says nothing", "topTen", { annunciated: 25, bad_actors: [actor] }, "good"],
    ["no time that has passed", "average", { average: null }, "good"],
  ])("%s", (_, name, told, verdict) => {
    expect(figuresOf(figures(told)).find((figure) => figure.name === name)?.verdict).toBe(verdict);
  });

  it("is calm on a quiet day", () => {
    expect(figuresOf(figures()).map(({ verdict }) => verdict)).toEqual(Array(7).fill("good"));
  });
});

describe("a figure in words", () => {
  it.each([
    ["average", 0.125, "0.13"],
    ["peak", 12, "12"],
    ["inFlood", 0.0003, "0.03%"],
    ["inFlood", 0.04, "4%"],
    ["inFlood", 0, "0%"],
    ["topTen", 0.42, "42%"],
    ["nuisance", null, "—"],
  ] as const)("%s %s is %s", (name, value, words) => {
    expect(figureWords(name, value, "en")).toBe(words);
  });
});

describe("the chart of days", () => {
  const look = { ink: "ink", quiet: "quiet", line: "line", raised: "raised", severity: (name: string) => name };
  const drawn = (...values: (number | null)[]) => {
    const option = daysOption({ days: ["2026-01-30", "2026-01-31"], values, target: 1, targetLabel: "target", say: String, look });
    return option.series as { data: { itemStyle: { color: string } }[]; markLine: { data: unknown[] } }[];
  };

  it("colours only the days that miss the target", () => {
    expect(drawn(0.5, 1.5)[0]?.data.map(({ itemStyle }) => itemStyle.color)).toEqual(["quiet", "high"]);
  });

  it("draws the line of the target when the days come near it", () => {
    expect(drawn(0.5, 0.2)[0]?.markLine.data).toHaveLength(1);
    expect(drawn(0.1, null)[0]?.markLine.data).toHaveLength(0);
    expect(drawn(0, 0)[0]?.markLine.data).toHaveLength(1);
  });
});
