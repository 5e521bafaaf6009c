import { describe, expect, it } from "vitest";

import type { ReviewCurve, ReviewMoment } from "../src/api/schema";
import { drawnPoints, isNumeric } from "../src/emergency/reviews/curve-option";
import { inTime } from "../src/emergency/reviews/in-time";

const FROM = Date.parse("2026-01-31T07:50:00Z");
const TO = Date.parse("2026-01-31T08:30:00Z");
const say = (value: ReviewCurve["samples"][number]["value"]) => String(value);

function curve(kind: ReviewCurve["kind"], samples: [string, ReviewCurve["samples"][number]["value"]][]): ReviewCurve {
  return {
    point: "p",
    asset: "a",
    asset_name: { zh: "梯", en: "Lift" },
    name: { zh: "名", en: "Name" },
    kind,
    unit: "",
    codes: [],
    window_s: null,
    samples: samples.map(([time, value]) => ({ ts: `2026-01-31T${time}Z`, value })),
  };
}

function moment(kind: ReviewMoment["kind"], after_s: number | null): ReviewMoment {
  return { kind, after_s, at: after_s === null ? null : new Date(FROM + after_s * 1_000).toISOString(), step: null };
}

describe("curves of a review", () => {
  it("leaves a gap where nobody knows the value", () => {
    const told = curve("analog", [["08:00:00", 20], ["08:01:00", null], ["08:05:00", 21]]);
    expect(drawnPoints({ curve: told, from: FROM, to: TO, say }).map(([, value]) => value)).toEqual([20, null, 21]);
    expect(isNumeric(told)).toBe(true);
  });

  it("holds what is said only when it changes from before the span to its end", () => {
    const told = curve("binary", [["05:00:00", false], ["08:00:00", true]]);
    expect(drawnPoints({ curve: told, from: FROM, to: TO, say })).toEqual([[FROM, "false"], [Date.parse("2026-01-31T08:00:00Z"), "true"], [TO, "true"]]);
  });

  it("holds nothing that ended in a gap", () => {
    const told = curve("enum", [["08:00:00", "normal"], ["08:10:00", null]]);
    expect(drawnPoints({ curve: told, from: FROM, to: TO, say }).map(([, value]) => value)).toEqual(["normal", null]);
  });

  it("never draws a word among numbers", () => {
    expect(drawnPoints({ curve: curve("counter", [["08:00:00", "n/a"]]), from: FROM, to: TO, say }).map(([, value]) => value)).toEqual([null]);
  });
});

describe("key moments", () => {
  it("stand as they were reached, those that never were before the end", () => {
    const told = [moment("begun", 0), moment("outside_called", 250), moment("arrival", 200), moment("contained", null), moment("ended", 1800)];
    expect(inTime(told).map(({ kind }) => kind)).toEqual(["begun", "arrival", "outside_called", "contained", "ended"]);
  });
});
