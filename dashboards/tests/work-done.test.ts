import { describe, expect, it } from "vitest";

import type { WorkDoneOut } from "../src/api/schema";
import { draftOf, minutesOf, NEW_PART, sameDraft, withMinutes, workOf } from "../src/work-done/draft";
import { fenOf, yuan } from "../src/work-done/money";

const EMPTY: WorkDoneOut = {
  order_id: "o1",
  problem: null,
  cause: null,
  remedy: null,
  what: "",
  labour: [],
  parts: [],
  minutes: 0,
  cost_fen: 0,
  owner_cost_fen: 0,
  recorded_at: null,
  recorded_by: null,
  repeat_of: null,
  repeated_by: [],
  may_record: true,
  version: 0,
};

describe("an amount", () => {
  it.each([
    [0, "0.00"],
    [5, "0.05"],
    [1234, "12.34"],
  ])("of %i fen is written %s", (fen, words) => {
    expect(yuan(fen)).toBe(words);
  });

  it("becomes whole fen, and nothing when nothing is typed", () => {
    expect([fenOf(12.34), fenOf(0.1 + 0.2), fenOf(null)]).toEqual([1234, 30, 0]);
  });
});

describe("what somebody is writing down", () => {
  it("has his own time by one number, whose line comes first", () => {
    const other = { ...draftOf(EMPTY), labour: [{ person: "guard", minutes: 10, hours: "normal" as const, started_at: null, ended_at: null }] };
    const draft = withMinutes(other, "fitter", 30);
    expect(draft.labour.map(({ person }) => person)).toEqual(["fitter", "guard"]);
    expect([minutesOf(draft, "fitter"), minutesOf(withMinutes(draft, "fitter", 60), "fitter")]).toEqual([30, 60]);
    expect(withMinutes(draft, "fitter", null).labour).toEqual(other.labour);
  });

  it("leaves a number that replaces from and until without them", () => {
    const told = { person: "fitter", minutes: 42, hours: "night" as const, started_at: "2026-01-31T08:00:00Z", ended_at: "2026-01-31T08:42:00Z" };
    const [line] = withMinutes({ ...draftOf(EMPTY), labour: [told] }, "fitter", 30).labour;
    expect(line).toEqual({ person: "fitter", minutes: 30, hours: "night", started_at: null, ended_at: null });
  });

  it("is sent without lines that say nothing", () => {
    const draft = { ...draftOf(EMPTY), parts: [NEW_PART, { ...NEW_PART, name: "滚轮", quantity: null }], labour: [{ person: "", minutes: null, hours: "normal" as const, started_at: null, ended_at: null }] };
    expect(workOf(draft).labour).toEqual([]);
    expect(workOf(draft).parts).toEqual([{ ...NEW_PART, name: "滚轮", quantity: 1 }]);
  });

  it("is unchanged by an empty row", () => {
    const draft = draftOf(EMPTY);
    expect(sameDraft(draft, { ...draft, parts: [NEW_PART] })).toBe(true);
    expect(sameDraft(draft, { ...draft, cause: "wear" })).toBe(false);
  });
});
