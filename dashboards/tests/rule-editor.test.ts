import { describe, expect, it } from "vitest";

import type { Backtest, Rule, RuleCheck } from "../src/api/schema";
import { csvText } from "../src/layout/csv";
import { GOOD_FOR_MS, type GateAsked, gateOf } from "../src/rules/editor/go-live";
import { placeOf, saidProblems } from "../src/rules/editor/problems";
import { copyOf } from "../src/rules/editor/start-definition";
import { spanOf } from "../src/rules/editor/window";
import { definitionOf, yamlOf } from "../src/rules/editor/written";
import { lineStart } from "../src/rules/editor/yaml-lines";
import { chosenRules, ruleFilterOf, ruleParams } from "../src/rules/rule-filter";
import { type BacktestResult, type Episode, lanesOf, pushRows, shownSpan } from "../src/rules/trial/backtest-result";
import { broken } from "../src/rules/trial/trial-chart-option";

const NOW = Date.parse("2026-03-02T08:00:00Z");

function aCheck(told: Partial<RuleCheck> = {}): RuleCheck {
  return { ok: true, rule_id: "sump.level", digest: "d1", definition: { id: "sump.level" }, yaml: "id: sump.level\n", problems: [], bound: 2, ...told };
}

function aBacktest(told: Partial<Backtest> = {}): Backtest {
  return {
    id: "b1",
    site: "riverside",
    rule: "sump.level",
    definition: {},
    digest: "d1",
    since: "2026-02-23T08:00:00Z",
    until: "2026-03-02T08:00:00Z",
    asked_by: "engineer",
    asked_at: "2026-03-02T07:00:00Z",
    state: "done",
    progress: 1,
    started_at: "2026-03-02T07:00:00Z",
    finished_at: "2026-03-02T07:01:00Z",
    error: null,
    result: {},
    ...told,
  };
}

describe("the gate before a rule goes live", () => {
  const asked: GateAsked = { mayEdit: true, check: aCheck(), idTaken: false, unchanged: false, backtests: [aBacktest()], now: NOW };

  it("is open only after a backtest of exactly this definition", () => {
    expect(gateOf(asked)).toEqual({ open: true, backtest: aBacktest() });
  });

  it.each<[string, Partial<GateAsked>]>([
    ["mayNot", { mayEdit: false }],
    ["checking", { check: undefined }],
    ["problems", { check: aCheck({ ok: false }) }],
    ["idTaken", { idTaken: true }],
    ["unchanged", { unchanged: true }],
    ["untried", { backtests: [] }],
    ["untried", { backtests: [aBacktest({ digest: "another" })] }],
    ["underWay", { backtests: [aBacktest({ state: "running", finished_at: null })] }],
    ["failed", { backtests: [aBacktest({ state: "failed" })] }],
    ["tooOld", { now: NOW + GOOD_FOR_MS }],
  ])("else it says what is missing: %s", (missing, told) => {
    expect(gateOf({ ...asked, ...told })).toEqual({ open: false, missing });
  });

  it("stays open on the good one while another runs", () => {
    const gate = gateOf({ ...asked, backtests: [aBacktest({ id: "b2", state: "running", finished_at: null }), aBacktest()] });
    expect(gate).toMatchObject({ open: true, backtest: { id: "b1" } });
  });
});

describe("form and YAML", () => {
  it("show the source as it is written, and the other as it was checked", () => {
    const check = aCheck({ definition: { id: "b" }, yaml: "id: b\n" });
    expect([definitionOf({ source: "form", definition: { id: "a" } }, check), yamlOf({ source: "form", definition: { id: "a" } }, check)]).toEqual([
      { id: "a" },
      "id: b\n",
    ]);
    expect([definitionOf({ source: "yaml", yaml: "id:  b" }, check), yamlOf({ source: "yaml", yaml: "id:  b" }, check)]).toEqual([{ id: "b" }, "id:  b"]);
  });

  it("have no definition for what cannot be read", () => {
    expect(definitionOf({ source: "yaml", yaml: "id: [" }, aCheck({ ok: false, definition: null }))).toBeNull();
    expect(definitionOf({ source: "yaml", yaml: "id: a" }, undefined)).toBeNull();
  });

  it("agree on where a line begins", () => {
    expect([1, 2, 3, 9].map((line) => lineStart("ab\nc\nd", line))).toEqual([0, 3, 5, 6]);
  });
});

describe("a problem", () => {
  const problem = { line: 3, place: "when.all.0.point", problem: "no such point", remedy: "Choose one" };

  it("leads to its place", () => {
    expect(placeOf("when.all.0.point")).toEqual(["when", "all", 0, "point"]);
    expect(placeOf("")).toEqual([]);
  });

  it("of a field that is still empty only says that", () => {
    const told = (point: string) => saidProblems([problem], { when: { all: [{ point }] } }, "请填写");
    expect(told("")).toEqual([{ ...problem, problem: "请填写", remedy: "" }]);
    expect(told("nowhere")).toEqual([problem]);
  });
});

describe("a copy of a rule", () => {
  it("gets an id that nobody has", () => {
    const rule = { id: "sump.level", definition: { id: "sump.level", severity: "high" } };
    expect(copyOf(rule, [])).toEqual({ id: "sump.level_copy", severity: "high" });
    expect(copyOf(rule, ["sump.level_copy", "sump.level_copy_2"]).id).toBe("sump.level_copy_3");
  });
});

describe("the history to try on", () => {
  it("is the last days, or whole days of the site until now", () => {
    expect(spanOf({ kind: "last", days: 7 }, NOW, "Asia/Shanghai")).toEqual({ since: NOW - 7 * 86_400_000, until: NOW });
    expect(spanOf({ kind: "days", first: "2026-02-27", last: "2026-02-28" }, NOW, "Asia/Shanghai")).toEqual({
      since: Date.parse("2026-02-26T16:00:00Z"),
      until: Date.parse("2026-02-28T16:00:00Z"),
    });
    expect(spanOf({ kind: "days", first: "2026-03-01", last: "2026-03-02" }, NOW, "Asia/Shanghai")?.until).toBe(NOW);
  });

  it.each([
    ["2026-03-02", "2026-03-01"],
    ["2026-04-01", "2026-04-02"],
    ["2025-01-01", "2026-03-01"],
    ["", "2026-03-01"],
  ])("cannot be from %j to %j", (first, last) => {
    expect(spanOf({ kind: "days", first, last }, NOW, "Asia/Shanghai")).toBeNull();
  });
});

describe("what a backtest found", () => {
  const episode = (told: Partial<Episode>): Episode => ({
    condition: "r|a|p",
    asset: "a",
    point: "s.a.p",
    message: { zh: "", en: "" },
    occurred_at: "2026-03-01T00:00:00Z",
    raised_at: "2026-03-01T00:00:00Z",
    ended_at: null,
    returned_at: null,
    value: 1,
    late: false,
    silent: false,
    ...told,
  });
  const result = {
    since: "2026-02-23T00:00:00Z",
    until: "2026-03-02T00:00:00Z",
    episodes: {
      gained: [episode({ raised_at: "2026-03-01T06:00:00Z" }), episode({ point: "s.b.p" })],
      lost: [],
      kept: [{ before: episode({ returned_at: "2026-03-01T01:00:00Z" }), after: episode({ raised_at: "2026-03-01T00:30:00Z" }) }],
    },
  } as unknown as BacktestResult;

  it("lies in a lane for each version, in order; what still stands ends with the window", () => {
    const end = Date.parse(result.until);
    expect(lanesOf(result, "s.a.p")).toEqual({
      before: [{ from: Date.parse("2026-03-01T00:00:00Z"), to: Date.parse("2026-03-01T01:00:00Z"), only: false }],
      after: [
        { from: Date.parse("2026-03-01T00:30:00Z"), to: end, only: false },
        { from: Date.parse("2026-03-01T06:00:00Z"), to: end, only: true },
      ],
    });
  });

  it("is shown from where there is something to see", () => {
    const chart = { samples: [{ ts: "2026-03-01T00:00:00Z", min: 1, max: 1 }] } as never;
    const span = shownSpan(result, chart, []);
    expect(span.to).toBe(Date.parse(result.until));
    expect(span.from).toBeLessThan(Date.parse("2026-03-01T00:00:00Z"));
    expect(span.from).toBeGreaterThan(Date.parse("2026-02-28T12:00:00Z"));
    expect(shownSpan(result, { samples: [{ ts: result.since, min: 1, max: 1 }] } as never, []).from).toBe(Date.parse(result.since));
  });

  it("names every post that either version calls", () => {
    const calls = (post: string, day: number) => ({ post, department: "security", name: { zh: post, en: post }, day, evening: 0, night: 0, held: 0 });
    const rows = pushRows({ shifts: { day: 7, evening: 15, night: 22 }, before: [calls("guard", 2)], after: [calls("engineer", 1), calls("guard", 3)] });
    expect(rows.map(({ post, before, after }) => [post, before?.day ?? null, after?.day ?? null])).toEqual([
      ["guard", 2, 3],
      ["engineer", null, 1],
    ]);
  });

  it("breaks the line where nothing was read", () => {
    const sample = (minute: number) => ({ ts: new Date(minute * 60_000).toISOString(), min: minute, max: minute });
    expect(broken([sample(0), sample(1), sample(9)], 60, ({ max }) => Number(max)).map(([, value]) => value)).toEqual([0, 1, null, 9]);
  });
});

describe("the list of rules", () => {
  const rules = [
    { id: "lift.entrapment", message: { zh: "困人", en: "Entrapment" }, severity: "critical", kind: "state", version: 0, definition: { applies_to: { asset_type: "lift" } } },
    { id: "sump.level", message: { zh: "高水位", en: "High" }, severity: "high", kind: "threshold", version: 2, definition: { applies_to: { asset_types: ["sump"] } } },
  ] as unknown as Rule[];
  const found = (address: string) => chosenRules(rules, ruleFilterOf(new URLSearchParams(address)), ({ id }) => `said of ${id}`).map(({ id }) => id);

  it.each([
    ["", ["lift.entrapment", "sump.level"]],
    ["type=sump", ["sump.level"]],
    ["severity=critical,low", ["lift.entrapment"]],
    ["kind=threshold&changed=true", ["sump.level"]],
    ["q=困人", ["lift.entrapment"]],
    ["q=OF SUMP", ["sump.level"]],
    ["type=boat", []],
  ])("for %j", (address, expected) => {
    expect(found(address)).toEqual(expected);
  });

  it("keeps its filter in the address", () => {
    const address = "type=sump&severity=high%2Clow&kind=state&changed=true&q=x";
    expect(ruleParams(ruleFilterOf(new URLSearchParams(address))).toString()).toBe(address);
  });
});

describe("a table as CSV", () => {
  it("quotes what needs it, and runs nothing", () => {
    expect(csvText([["a,b", 'say "so"', "=1+1", -3]])).toBe('\ufeff"a,b","say ""so""",\'=1+1,-3\r\n');
  });
});
