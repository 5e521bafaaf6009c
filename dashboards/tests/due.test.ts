import { describe, expect, it } from "vitest";

import { translate } from "../src/messages/translate";
import { ago, lasting } from "../src/time/ago";
import { dueWords } from "../src/work-orders/due-words";
import { nextLimit, urgency } from "../src/work-orders/next-limit";
import { primaryStep } from "../src/work-orders/primary-step";
import { anOrder } from "./samples";

const at = (clock: string) => Date.parse(`2026-01-31T${clock}Z`);

function words(language: "zh" | "en", told: Parameters<typeof anOrder>[0], now: number): string {
  const limit = nextLimit(anOrder(told));
  if (limit === null) return "";
  const { sentence, length } = dueWords(limit, now);
  return translate(language, sentence, { length: translate(language, length.key, length.values) });
}

describe("the words for a time limit", () => {
  it("count down to the limit that is next", () => {
    expect(words("zh", {}, at("08:01:00"))).toBe("2 分钟内接单");
    expect(words("en", {}, at("08:02:30"))).toBe("Accept within 30 s");
  });

  it("count what it is over", () => {
    expect(words("zh", {}, at("09:08:00"))).toBe("接单超时 1 小时 5 分");
    expect(words("en", {}, at("08:08:00"))).toBe("Acceptance 5 min late");
  });

  it("go on to arrival once it is accepted, and to the end once somebody is there", () => {
    const accepted = { state: "accepted", accepted_at: "2026-01-31T08:02:00.000Z" } as const;
    expect(words("en", accepted, at("08:05:00"))).toBe("Arrive within 10 min");
    expect(words("en", { ...accepted, state: "in_progress", arrived_at: "2026-01-31T08:10:00.000Z" }, at("08:30:00"))).toBe("Resolve within 1 h 30 min");
  });

  it("are silent once the work is done", () => {
    expect(words("en", { state: "completed" }, at("12:00:00"))).toBe("");
  });
});

describe("urgency", () => {
  const opened = at("08:00:00");
  const limit = { name: "resolve_by", at: at("10:00:00") } as const;

  it.each([
    ["calm", "08:30:00"],
    ["soon", "09:40:00"],
    ["late", "10:00:00"],
  ])("is %s at %s of two hours until ten", (expected, clock) => {
    expect(urgency(limit, opened, at(clock))).toBe(expected);
  });
});

describe("ages and lengths", () => {
  it.each([
    [4_000, "just now"],
    [42_000, "42 s ago"],
    [5 * 60_000, "5 min ago"],
    [3 * 3_600_000, "3 h ago"],
    [86_400_000, "1 day ago"],
    [-3_000, "just now"],
  ])("%i ms", (age, expected) => {
    const phrase = ago(0, age);
    expect(translate("en", phrase.key, phrase.values)).toBe(expected);
  });

  it.each([
    [59_000, "59 秒"],
    [3_600_000, "1 小时"],
    [3_660_000, "1 小时 1 分"],
    [90_000_000, "1 天 1 小时"],
    [7 * 86_400_000, "7 天"],
  ])("%i ms last", (length, expected) => {
    const phrase = lasting(length);
    expect(translate("zh", phrase.key, phrase.values)).toBe(expected);
  });
});

describe("the primary step", () => {
  it("follows the closed loop", () => {
    expect(primaryStep(anOrder({ state: "requested" }), ["triage", "dispatch", "cancel"])).toBe("dispatch");
    expect(primaryStep(anOrder({ state: "dispatched" }), ["accept", "start", "cancel"])).toBe("accept");
    expect(primaryStep(anOrder({ state: "accepted" }), ["start", "arrive", "complete"])).toBe("arrive");
    expect(primaryStep(anOrder({ state: "in_progress", arrived_at: "2026-01-31T08:10:00.000Z" }), ["arrive", "complete"])).toBe("complete");
    expect(primaryStep(anOrder({ state: "completed" }), ["verify", "reopen"])).toBe("verify");
  });

  it("asks whoever has started to arrive first", () => {
    expect(primaryStep(anOrder({ state: "in_progress" }), ["arrive", "complete"])).toBe("arrive");
  });

  it("is none for somebody who may not take it, or when it is over", () => {
    expect(primaryStep(anOrder({ state: "completed" }), ["note"])).toBeNull();
    expect(primaryStep(anOrder({ state: "closed" }), [])).toBeNull();
  });
});
