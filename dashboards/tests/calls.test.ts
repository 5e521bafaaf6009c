import { describe, expect, it } from "vitest";

import type { CallOut, SopContact } from "../src/api/schema";
import { mostUrgentFirst, ringingSeverity } from "../src/phone/calls";
import { onTheWay } from "../src/phone/going";
import { nextOf } from "../src/phone/next-step";
import { numbersToCall } from "../src/phone/numbers";

const NOBODY: ReadonlySet<string> = new Set();

function aCall(change: Partial<CallOut> = {}): CallOut {
  return { id: "c", asks: true, state: "calling", severity: "critical", created_at: "2026-01-31T08:00:00.000Z", called: [], answer: null, answered_by: null, answered_at: null, ...change } as CallOut;
}

describe("several calls", () => {
  const low = aCall({ id: "low", severity: "low" });
  const late = aCall({ id: "late", created_at: "2026-01-31T09:00:00.000Z" });
  const early = aCall({ id: "early" });
  const over = aCall({ id: "over", state: "answered" });

  it("stand by what rings, how serious it is, and how long it has waited", () => {
    expect(mostUrgentFirst([low, over, late, early]).map(({ id }) => id)).toEqual(["early", "late", "low", "over"]);
  });

  it("ring as the worst that nobody has silenced", () => {
    const high = aCall({ id: "high", severity: "high" });
    expect(ringingSeverity([high, early], NOBODY)).toBe("critical");
    expect(ringingSeverity([high, early], new Set(["early"]))).toBe("high");
    expect(ringingSeverity([low, over], NOBODY)).toBeNull();
  });

  it("do not ring for what only tells", () => {
    expect(ringingSeverity([aCall({ asks: false })], NOBODY)).toBeNull();
  });
});

describe("the next button", () => {
  const order = { state: "dispatched", arrived_at: null, due: { arrive_by: null }, steps: ["accept", "note"], assignee: null } as unknown as Parameters<typeof nextOf>[1] & object;

  it("is 我去, even before the order has been read", () => {
    expect(nextOf(aCall(), undefined, "guard")).toEqual({ kind: "go" });
    expect(nextOf(aCall(), order, "guard")).toEqual({ kind: "go" });
  });

  it("goes on through the order's steps", () => {
    expect(nextOf(aCall({ state: "answered" }), { ...order, state: "accepted", assignee: "guard", steps: ["arrive", "complete"] }, "guard")).toEqual({ kind: "step", step: "arrive" });
    expect(nextOf(aCall({ state: "answered" }), { ...order, state: "in_progress", assignee: "guard", steps: ["complete"] }, "guard")).toEqual({ kind: "step", step: "complete" });
  });

  it("is nothing once somebody else has it", () => {
    expect(nextOf(aCall({ state: "answered" }), { ...order, state: "accepted", assignee: "patrol", steps: ["complete"] }, "guard")).toEqual({ kind: "nothing" });
  });

  it("is 收到 where there is nothing to go to", () => {
    expect(nextOf(aCall(), null, "guard")).toEqual({ kind: "seen" });
  });
});

describe("who is on it", () => {
  it("is one line for each person, who is nearest first", () => {
    const called = ["guard", "patrol", "engineer"].map((person) => ({ person, at: "2026-01-31T08:00:00.000Z" }));
    const order = { assignee: "guard", accepted_at: "2026-01-31T08:01:00.000Z", arrived_at: "2026-01-31T08:05:00.000Z", tasks: [] };
    const found = onTheWay(order, [aCall({ called: called as CallOut["called"], answer: "seen", answered_by: "engineer", answered_at: "2026-01-31T08:02:00.000Z" })]);
    expect(found.map(({ person, where }) => [person, where])).toEqual([
      ["guard", "there"],
      ["engineer", "seen"],
      ["patrol", "called"],
    ]);
  });
});

describe("numbers to ring", () => {
  const maintainer: SopContact = { id: "lift-maintainer", name: { zh: "电梯维保单位", en: "Lift maintainer" }, number: null };
  const medical: SopContact = { id: "medical", name: { zh: "急救", en: "Ambulance" }, number: "120" };

  it("take the maintainer's from the asset, in the procedure's place", () => {
    const found = numbersToCall([maintainer, medical], { maintainer: "迅达", maintainer_phone: "400-800-0000" });
    expect(found.map(({ number }) => number)).toEqual(["400-800-0000", "120", "119", "110"]);
    expect(found[0]?.name.zh).toBe("迅达");
  });

  it("always have 120, 119 and 110, once each", () => {
    expect(numbersToCall([maintainer, medical], {}).map(({ number }) => number)).toEqual(["120", "119", "110"]);
  });
});
