import { describe, expect, it } from "vitest";

import type { Drill } from "../src/api/schema";
import { justInterrupted, measured, running, span } from "../src/drills/drill-words";

const NOW = Date.parse("2026-01-31T08:30:00Z");
const NOBODY: ReadonlySet<string> = new Set();

function drill(more: Partial<Drill>): Drill {
  return { id: "d1", site: "riverside", state: "interrupted", ended_at: "2026-01-31T08:20:00.000Z", ...more } as Drill;
}

describe("how long something took", () => {
  it("is said in minutes and seconds", () => {
    expect([0, 9.6, 65, 3_600].map(span)).toEqual(["0:00", "0:10", "1:05", "60:00"]);
    expect(span(null)).toBe("—");
  });

  it("a measure has its unit", () => {
    expect([measured(80, "percent"), measured(65, "seconds"), measured(3, "count"), measured(null, "count")]).toEqual(["80%", "1:05", "3", "—"]);
  });
});

describe("a drill that a real alarm broke off", () => {
  it("is news for half an hour", () => {
    expect(justInterrupted([drill({})], NOW, NOBODY)?.id).toBe("d1");
    expect(justInterrupted([drill({ ended_at: "2026-01-31T08:00:00.000Z" })], NOW, NOBODY)).toBeNull();
  });

  it("is no news for whoever has read it", () => {
    expect(justInterrupted([drill({})], NOW, new Set(["d1"]))).toBeNull();
  });

  it("is no news where the next one runs already, but elsewhere it is", () => {
    expect(justInterrupted([drill({}), drill({ id: "d2", state: "running", ended_at: null })], NOW, NOBODY)).toBeNull();
    expect(justInterrupted([drill({}), drill({ id: "d2", site: "hillside", state: "running", ended_at: null })], NOW, NOBODY)?.id).toBe("d1");
  });

  it("of several the last one is told", () => {
    const drills = [drill({}), drill({ id: "d2", ended_at: "2026-01-31T08:25:00.000Z" }), drill({ id: "d3", state: "stopped" })];
    expect(justInterrupted(drills, NOW, NOBODY)?.id).toBe("d2");
  });
});

describe("what runs", () => {
  it("is what paints the frame", () => {
    expect(running([drill({}), drill({ id: "d2", state: "running" }), drill({ id: "d3", state: "planned" })]).map(({ id }) => id)).toEqual(["d2"]);
  });
});
