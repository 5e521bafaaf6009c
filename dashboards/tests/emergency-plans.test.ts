import { describe, expect, it } from "vitest";

import type { NumberToCall, PlanDocument, PlanPhase } from "../src/api/schema";
import { type Change, edited, isUnsaved, newPhase, newStep, started, valueAt } from "../src/emergency/plans/editor/editing";
import { problemsAt } from "../src/emergency/plans/editor/editor-context";
import { inOrder } from "../src/emergency/plans/numbers-order";
import { isPoint } from "../src/emergency/plans/plan-words";

const words = (text: string) => ({ zh: text, en: text });
const phase = (key: string, ...steps: string[]): PlanPhase => ({ key, name: words(key), steps: steps.map((step) => ({ ...newStep(PLAN), key: step, title: words(step) })) });
const PLAN: PlanDocument = {
  key: "flooding",
  kind: "flooding",
  title: words("flooding"),
  purpose: words("pump"),
  follows: [],
  trigger: { rules: [], starts: ["critical"] },
  command: { in_charge: "manager", deputies: [] },
  musters: [],
  phases: [],
  contacts: [],
  watched: [],
  preparation: null,
};
const START: PlanDocument = { ...PLAN, phases: [phase("stop", "look", "pump"), phase("wind-up", "list")] };
const after = (...changes: readonly Change[]) => changes.reduce(edited, started(START));
const steps = (plan: PlanDocument) => plan.phases.map((one) => one.steps.map(({ key }) => key));

describe("writing a plan", () => {
  it("sets what stands at a place and leaves the rest as it is", () => {
    const { plan } = after({ kind: "set", place: "phases[0].steps[1].title.zh", value: "开泵" });
    expect(valueAt(plan, "phases[0].steps[1].title")).toEqual({ zh: "开泵", en: "pump" });
    expect(plan.phases[1]).toBe(START.phases[1]);
    expect(valueAt(START, "phases[0].steps[1].title.zh")).toBe("pump");
  });
  it("takes words written at one place back at once, and goes forward again", () => {
    const place = "title.en";
    const written = after({ kind: "set", place, value: "F" }, { kind: "set", place, value: "Fl" }, { kind: "set", place: "title.zh", value: "涝" });
    const once = edited(written, { kind: "undo" });
    expect(once.plan.title).toEqual({ zh: "flooding", en: "Fl" });
    expect(edited(once, { kind: "undo" }).plan).toBe(START);
    expect(edited(once, { kind: "redo" }).plan).toBe(written.plan);
  });
  it("moves parts up and down, never beyond the ends", () => {
    expect(steps(after({ kind: "move", list: "phases[0].steps", from: 0, to: 1 }).plan)).toEqual([["pump", "look"], ["list"]]);
    expect(steps(after({ kind: "move", list: "phases", from: 1, to: 0 }).plan)).toEqual([["list"], ["look", "pump"]]);
    expect(after({ kind: "move", list: "phases", from: 0, to: -1 }).plan).toEqual(START);
  });
  it("brings a removed part back where it was, whatever was written since", () => {
    const gone = valueAt(START, "phases[0].steps[0]");
    const { plan } = after(
      { kind: "remove", list: "phases[0].steps", at: 0 },
      { kind: "set", place: "title.en", value: "Water" },
      { kind: "insert", list: "phases[0].steps", at: 0, value: gone },
    );
    expect(steps(plan)).toEqual([["look", "pump"], ["list"]]);
    expect(plan.title.en).toBe("Water");
  });
  it("gives new parts keys that nothing has", () => {
    const { plan } = after({ kind: "add", list: "phases[0].steps", value: newStep(START) });
    const another = edited(started(plan), { kind: "add", list: "phases", value: newPhase(plan) }).plan;
    expect(steps(another)).toEqual([["look", "pump", "step-1"], ["list"], ["step-2"]]);
  });
  it("knows what is unsaved", () => {
    const changed = after({ kind: "set", place: "title.en", value: "Water" });
    expect(isUnsaved(changed)).toBe(true);
    expect(isUnsaved(edited(changed, { kind: "kept", plan: changed.plan }))).toBe(false);
    expect(isUnsaved(edited(changed, { kind: "undo" }))).toBe(false);
  });
});

describe("what is wrong", () => {
  it("is found at its place, and around it where that is asked for", () => {
    const problems = ["phases[1].steps[0].title.zh", "phases[1].steps", "phases[10].steps"].map((place) => ({ place, text: words("wrong") }));
    expect(problemsAt(problems, "phases[1].steps").map(({ place }) => place)).toEqual(["phases[1].steps"]);
    expect(problemsAt(problems, "phases[1]", true).map(({ place }) => place)).toEqual(["phases[1].steps[0].title.zh", "phases[1].steps"]);
  });
});

describe("points", () => {
  it("are told by their type's key, numbered ones too", () => {
    expect(isPoint("pump_{n}_run", "pump_2_run")).toBe(true);
    expect(isPoint("pump_{n}_run", "pump_x_run")).toBe(false);
    expect(isPoint("level", "level")).toBe(true);
    expect(isPoint("level", "level_2")).toBe(false);
  });
});

describe("numbers", () => {
  it("that plans call and nobody knows come first, those that no plan calls last", () => {
    const number = (contact: string, called: boolean, known: boolean) => ({ contact, plans: called ? ["fire"] : [], number: known ? "1" : null }) as unknown as NumberToCall;
    const sorted = inOrder([number("idle", false, false), number("known", true, true), number("missing", true, false)]);
    expect(sorted.map(({ contact }) => contact)).toEqual(["missing", "known", "idle"]);
  });
});
