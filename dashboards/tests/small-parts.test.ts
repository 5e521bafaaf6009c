import { describe, expect, it } from "vitest";

import { problemOf } from "../src/api/problem";
import { uniqueKey } from "../src/api/unique-key";
import { isAbnormal } from "../src/assets/point-words";
import { spacesInside } from "../src/assets/asset-filter";
import { backOff } from "../src/live/back-off";
import { fullMoment, shortMoment } from "../src/time/format";

describe("a unique key", () => {
  it("is a version 4 UUID where crypto.randomUUID is missing, too", () => {
    const insecure = { getRandomValues: crypto.getRandomValues.bind(crypto) };
    expect(uniqueKey(insecure)).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(uniqueKey(insecure)).not.toBe(uniqueKey(insecure));
  });
});

describe("waiting before the next try", () => {
  it("doubles up to half a minute", () => {
    const longest = () => 1;
    expect([0, 1, 2, 3, 10].map((attempt) => backOff(attempt, longest))).toEqual([1_000, 2_000, 4_000, 8_000, 30_000]);
  });
});

describe("a moment", () => {
  const moment = Date.parse("2026-01-31T18:05:09Z");

  it("is told in the site's zone, with the day when that is not today", () => {
    expect(shortMoment(moment, moment, "Asia/Shanghai", "zh")).toBe("02:05");
    expect(shortMoment(moment, moment + 86_400_000, "Asia/Shanghai", "en")).toBe("1 Feb, 02:05");
    expect(fullMoment(moment, "Asia/Shanghai", "zh")).toBe("2026年2月1日 02:05:09");
  });
});

describe("a problem", () => {
  it("speaks the server's words", () => {
    expect(problemOf(409, { title: "Conflict", detail: "别人已先一步" })).toMatchObject({
      status: 409,
      title: "Conflict",
      detail: "别人已先一步",
      conflict: true,
    });
  });

  it("is its status alone when the answer is no problem+json", () => {
    expect(problemOf(502, "<html>")).toMatchObject({ status: 502, title: "", detail: "", conflict: false });
  });
});

describe("what is abnormal", () => {
  it("lies outside the normal range, or is not the quiet value", () => {
    expect(isAbnormal({ normal: { low: null, high: 40 }, normal_value: null }, 41)).toBe(true);
    expect(isAbnormal({ normal: { low: null, high: 40 }, normal_value: null }, 40)).toBe(false);
    expect(isAbnormal({ normal: null, normal_value: false }, true)).toBe(true);
    expect(isAbnormal({ normal: null, normal_value: null }, "up")).toBe(false);
    expect(isAbnormal({ normal: null, normal_value: false }, null)).toBe(false);
  });
});

describe("what lies inside a space", () => {
  it("is found whatever the order of the list", () => {
    const space = (id: string, parent: string | null) => ({ id, parent, site: "riverside", kind: "floor" as const, name: { zh: id, en: id } });
    expect(spacesInside([space("room", "floor"), space("floor", "tower"), space("tower", null), space("garage", null)], "tower")).toEqual(
      new Set(["tower", "floor", "room"]),
    );
  });
});
