import { describe, expect, it } from "vitest";

import type { Alarm, Asset, Space } from "../src/api/schema";
import { alarmsByAsset } from "../src/plans/alarms-here";
import { edited, type Change, isUnsaved, started } from "../src/plans/editing";
import { schematic } from "../src/plans/schematic";
import { around, LARGEST, panned, pointAt, WHOLE, zoomed } from "../src/plans/viewport";

const LIFT = { asset: "lift", x: 0.5, y: 0.5, label: "" };
const after = (...changes: readonly Change[]) => changes.reduce(edited, started([LIFT]));

describe("looking at a plan", () => {
  it("keeps what is under the pointer there while it is enlarged", () => {
    const before = pointAt(around(0.4, 0.6, 2), 0.3, 0.7);
    const now = pointAt(zoomed(around(0.4, 0.6, 2), 1.5, 0.3, 0.7), 0.3, 0.7);
    expect(now.x).toBeCloseTo(before.x);
    expect(now.y).toBeCloseTo(before.y);
  });
  it("never shows what is beyond its edges, nor more or less than makes sense", () => {
    expect(panned(WHOLE, 3, -3)).toEqual(WHOLE);
    expect(panned(around(0.5, 0.5, 4), 9, 9)).toEqual({ zoom: 4, x: 0.125, y: 0.125 });
    expect(zoomed(WHOLE, 1_000).zoom).toBe(LARGEST);
    expect(zoomed(around(0.1, 0.1, 4), 0.001)).toEqual(WHOLE);
  });
});

describe("arranging assets", () => {
  it("puts, moves, renames and removes, and takes each back in turn", () => {
    const changed = after(
      { kind: "put", asset: "gate", x: 0.1, y: 2 },
      { kind: "rename", asset: "gate", label: "南门" },
      { kind: "remove", asset: "lift" },
    );
    expect(changed.placements).toEqual([{ asset: "gate", x: 0.1, y: 1, label: "南门" }]);
    const back = [1, 2, 3, 4].reduce((editing) => edited(editing, { kind: "undo" }), changed);
    expect(back.placements).toEqual([LIFT]);
    expect(isUnsaved(back)).toBe(false);
    expect([1, 2, 3].reduce((editing) => edited(editing, { kind: "redo" }), back).placements).toEqual(changed.placements);
  });
  it("takes back many small moves of one asset as one", () => {
    const nudge: Change = { kind: "nudge", asset: "lift", dx: 0.01, dy: 0 };
    const moved = after(nudge, nudge, nudge);
    expect(moved.placements[0]?.x).toBeCloseTo(0.53);
    expect(edited(moved, { kind: "undo" }).placements).toEqual([LIFT]);
  });
  it("knows what is not kept yet", () => {
    const moved = after({ kind: "put", asset: "lift", x: 0.2, y: 0.2 });
    expect(isUnsaved(moved)).toBe(true);
    expect(isUnsaved(edited(moved, { kind: "kept", placements: moved.placements }))).toBe(false);
  });
});

describe("the schematic of a site without plans", () => {
  const space = (id: string, parent: string | null): Space => ({ id, parent, site: "s", kind: "floor", name: { zh: id, en: id } });
  const spaces = [space("t1", null), space("f1", "t1"), space("f2", "t1"), space("gate", null)];
  const asset = (id: string, where: string) => ({ id, space: where }) as Asset;
  const assets = [...Array.from({ length: 40 }, (_, n) => asset(`a${n}`, "f1")), asset("b", "f2"), asset("c", "gate")];

  it("shows every asset once, inside the picture, each space with its name", () => {
    const drawn = schematic(spaces, assets, null);
    expect(drawn.placements.map(({ asset: id }) => id).sort()).toEqual(assets.map(({ id }) => id).sort());
    expect(drawn.placements.every(({ x, y }) => x > 0 && x < 1 && y > 0 && y < 1)).toBe(true);
    expect(drawn.rooms.map(({ name }) => name.zh)).toEqual(["t1 · f1", "t1 · f2", "gate"]);
    expect(new Set(drawn.placements.map(({ x, y }) => `${x}/${y}`)).size).toBe(assets.length);
  });
  it("shows of a space what is inside it", () => {
    expect(schematic(spaces, assets, "f2").placements.map(({ asset: id }) => id)).toEqual(["b"]);
  });
});

it("tells of an asset its worst alarm, and that any of them waits", () => {
  const alarm = (severity: string, state: string) => ({ asset: "lift", severity, state }) as Alarm;
  const found = alarmsByAsset([alarm("medium", "unacknowledged"), alarm("critical", "acknowledged"), alarm("low", "acknowledged")]).get("lift");
  expect([found?.worst.severity, found?.count, found?.unacknowledged]).toEqual(["critical", 3, true]);
});
