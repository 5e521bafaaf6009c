import { describe, expect, it } from "vitest";

import { extended, patched, type PatchedList, released } from "../src/live/patched-list";

interface Row {
  readonly id: string;
  readonly version: number;
  readonly open: boolean;
  readonly at: string;
}

const row = (id: string, version = 1, open = true): Row => ({ id, version, open, at: `2026-01-${id.padStart(2, "0")}` });
const belongs = ({ open }: Row) => open;
const list = (...items: Row[]): PatchedList<Row> => ({ items, next_cursor: null, waiting: [] });

describe("a list that is kept alive", () => {
  it("mends a row where it stands", () => {
    const after = patched(list(row("3"), row("2"), row("1")), row("2", 2), belongs);
    expect(after.items).toEqual([row("3"), row("2", 2), row("1")]);
    expect(after.waiting).toEqual([]);
  });

  it("lets a new row wait instead of pushing the others down", () => {
    const after = patched(list(row("1")), row("2"), belongs);
    expect(after.items).toEqual([row("1")]);
    expect(after.waiting).toEqual([row("2")]);
  });

  it("keeps a row that no longer belongs until it is released", () => {
    const after = patched(list(row("2"), row("1")), row("2", 2, false), belongs);
    expect(after.items.map(({ id }) => id)).toEqual(["2", "1"]);
    expect(released(after, belongs, ({ at }) => at).items.map(({ id }) => id)).toEqual(["1"]);
  });

  it("forgets a waiting row that no longer belongs", () => {
    const waiting = patched(list(row("1")), row("2"), belongs);
    expect(patched(waiting, row("2", 2, false), belongs).waiting).toEqual([]);
  });

  it("ignores what does not belong and is not shown", () => {
    const before = list(row("1"));
    expect(patched(before, row("2", 1, false), belongs)).toBe(before);
  });

  it("ignores an older version than the one it shows", () => {
    const before = list(row("1", 5));
    expect(patched(before, row("1", 4), belongs)).toBe(before);
  });

  it("lets waiting rows in with the newest on top", () => {
    const waiting = patched(patched(list(row("2"), row("1")), row("4"), belongs), row("3"), belongs);
    const after = released(waiting, belongs, ({ at }) => at);
    expect(after.items.map(({ id }) => id)).toEqual(["4", "3", "2", "1"]);
    expect(after.waiting).toEqual([]);
  });

  it("shows no row twice when the next page has one that is known", () => {
    const after = extended({ ...list(row("3"), row("2")), next_cursor: "x" }, { items: [row("2"), row("1")], next_cursor: null });
    expect(after.items.map(({ id }) => id)).toEqual(["3", "2", "1"]);
    expect(after.next_cursor).toBeNull();
  });
});
