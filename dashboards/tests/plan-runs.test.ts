import { expect, test } from "vitest";

import type { PlanRunDetail, RunEntry, RunPost, RunStep, RunWatched } from "../src/api/schema";
import { lastCalls } from "../src/emergency/runs/call-log";
import { clockOf, limitAt } from "../src/emergency/runs/run-clock";
import { byAsset, fits, lookOf, mySteps, namesOf, phaseAtWork } from "../src/emergency/runs/run-steps";

const AT = Date.parse("2026-03-02T06:00:00Z");
const moment = (seconds: number) => new Date(AT + seconds * 1_000).toISOString();

function step(key: string, more: Partial<RunStep> = {}): RunStep {
  return {
    key,
    title: { zh: key, en: key },
    instruction: { zh: "", en: "" },
    post: "control_room",
    required: true,
    within_s: null,
    done_by: "tick",
    reading: null,
    telemetry: null,
    points: [],
    contact: null,
    sop: null,
    milestone: null,
    state: "open",
    opened_at: moment(0),
    due_at: null,
    settled_at: null,
    by: null,
    value: null,
    note: "",
    files: [],
    late_at: null,
    escalated_at: null,
    seen_at: null,
    kept: null,
    ...more,
  };
}

function run(phases: PlanRunDetail["phases"], mine: readonly RunPost["post"][] = ["control_room"]): Pick<PlanRunDetail, "phases" | "posts"> {
  return { phases, posts: (["control_room", "nearest_guard"] as const).map((post) => ({ post, people: [], why: "on_duty", mine: mine.includes(post), number: null })) };
}

const phase = (key: string, steps: RunStep[], more: Partial<PlanRunDetail["phases"][number]> = {}): PlanRunDetail["phases"][number] => ({
  key,
  name: { zh: key, en: key },
  opened_at: moment(0),
  over: false,
  steps,
  ...more,
});

test("a length is shown to the second, with hours once there are some, and never below nothing", () => {
  expect([0, 59_999, 60_000, 3_599_000, 3_600_000, 36_061_000, -5_000].map(clockOf)).toEqual(["00:00", "00:59", "01:00", "59:59", "1:00:00", "10:01:01", "00:00"]);
});

test("a limit counts down to its last second, then up", () => {
  expect(limitAt(moment(60), AT)).toEqual({ late: false, clock: "01:00" });
  expect(limitAt(moment(60), AT + 59_001)).toEqual({ late: false, clock: "00:01" });
  expect(limitAt(moment(60), AT + 60_000)).toEqual({ late: true, clock: "00:00" });
  expect(limitAt(moment(60), AT + 125_000)).toEqual({ late: true, clock: "01:05" });
});

test("an open step is late as soon as its limit has passed, whoever has noticed", () => {
  expect(lookOf(step("a", { due_at: moment(60) }), AT)).toBe("open");
  expect(lookOf(step("a", { due_at: moment(60) }), AT + 60_000)).toBe("late");
  expect(lookOf(step("a", { due_at: moment(60), late_at: moment(61) }), AT)).toBe("late");
  expect(lookOf(step("a"), AT + 9_999_999)).toBe("open");
});

test("what is settled or waits looks so, and late stays said", () => {
  expect(lookOf(step("a", { state: "waiting", due_at: moment(-60) }), AT)).toBe("waiting");
  expect(lookOf(step("a", { state: "skipped" }), AT)).toBe("skipped");
  expect(lookOf(step("a", { state: "done", kept: true }), AT)).toBe("done");
  expect(lookOf(step("a", { state: "done", kept: null }), AT)).toBe("done");
  expect(lookOf(step("a", { state: "done", kept: false }), AT)).toBe("done-late");
});

test("my steps are the open ones of my posts, the soonest due first, those without a limit last", () => {
  const steps = [step("no-limit"), step("later", { due_at: moment(300) }), step("sooner", { due_at: moment(60) }), step("done", { state: "done" }), step("theirs", { post: "nearest_guard", due_at: moment(1) })];
  expect(mySteps(run([phase("one", steps)])).map(({ key }) => key)).toEqual(["sooner", "later", "no-limit"]);
  expect(mySteps(run([phase("one", steps)], []))).toEqual([]);
});

test("the phase at work is the first that has opened and is not over", () => {
  const [over, open, waits] = [phase("over", [], { over: true }), phase("open", []), phase("waits", [], { opened_at: null })];
  expect(phaseAtWork({ phases: [over, open, waits] })).toBe("open");
  expect(phaseAtWork({ phases: [waits, open] })).toBe("open");
  expect(phaseAtWork({ phases: [over, waits] })).toBe("waits");
  expect(phaseAtWork({ phases: [over] })).toBeNull();
});

test("a line of the log finds what its step or phase is called", () => {
  const names = namesOf({ phases: [phase("one", [step("a")])] });
  expect([...names.keys()]).toEqual(["one", "a"]);
});

test("a reading fits within its bounds, which belong to it, and nothing fits nothing", () => {
  const reading = { label: { zh: "", en: "" }, unit: "MPa", low: 0.35, high: 2 };
  expect([null, 0.34, 0.35, 2, 2.01].map((value) => fits({ reading }, value))).toEqual([false, false, true, true, false]);
  expect(fits({ reading: { ...reading, low: null } }, -5)).toBe(true);
  expect(fits({ reading: null }, 5)).toBe(true);
});

test("the last call to each contact counts, with how often they were rung", () => {
  const entry = (event: RunEntry["event"], data: RunEntry["data"], at: number): RunEntry => ({ at: moment(at), occurred_at: moment(at), event, actor: "guard", step: null, note: "", device_id: null, data });
  const calls = lastCalls([
    entry("call", { contact: "medical", result: "not_reached" }, 1),
    entry("message", { contact: "medical" }, 2),
    entry("call", { contact: "medical", result: "reached" }, 3),
    entry("call", { contact: 5 }, 4),
    entry("call", { contact: "fire", result: "not_reached" }, 5),
  ]);
  expect(calls.get("medical")).toEqual({ at: moment(3), by: "guard", reached: true, times: 2 });
  expect(calls.get("fire")?.reached).toBe(false);
  expect(calls.size).toBe(2);
});

test("values stand together by asset, in the plan's order", () => {
  const watched = (asset: string, key: string) => ({ asset_name: { zh: asset, en: asset }, place: { zh: "", en: "" }, point: { id: `s.${asset}.${key}`, asset, key }, stale_after_s: 180, in_plan: true }) as unknown as RunWatched;
  const groups = byAsset([watched("b", "x"), watched("a", "x"), watched("b", "y")]);
  expect(groups.map(({ asset, points }) => [asset, points.map(({ point }) => point.key)])).toEqual([
    ["b", ["x", "y"]],
    ["a", ["x"]],
  ]);
});
