import { describe, expect, it } from "vitest";

import { type DiffLine, folded, lineDiff } from "../src/rules/versions/line-diff";

const signs = (lines: readonly DiffLine[]) => lines.map(({ kind, text }) => `${{ same: " ", gone: "-", new: "+" }[kind]}${text}`);

describe("what has changed between two texts", () => {
  it("is told line by line, what goes before what comes", () => {
    expect(signs(lineDiff("id: a\nbelow: 20\nunit: m\n", "id: a\nbelow: 60\nunit: m\n"))).toEqual([" id: a", "-below: 20", "+below: 60", " unit: m"]);
  });

  it("keeps common lines between two changes", () => {
    expect(signs(lineDiff("a\nb\nc\nd", "b\nc\nx\nd\ne"))).toEqual(["-a", " b", " c", "+x", " d", "+e"]);
  });

  it("numbers the lines of both sides", () => {
    expect(lineDiff("a\nb", "b").map(({ before, after }) => [before, after])).toEqual([
      [1, null],
      [2, 1],
    ]);
  });

  it.each([
    ["", "", []],
    ["", "a\n", ["+a"]],
    ["a", "", ["-a"]],
    ["a\r\nb", "a\nb\n", [" a", " b"]],
  ])("from %j to %j", (before, after, expected) => {
    expect(signs(lineDiff(before, after))).toEqual(expected);
  });

  it("is still right, if not short, for texts that are too long to compare", () => {
    const before = Array.from({ length: 2_100 }, (_, line) => `old ${line}`);
    const after = Array.from({ length: 2_100 }, (_, line) => `new ${line}`);
    const lines = lineDiff(["id: a", ...before].join("\n"), ["id: a", ...after].join("\n"));
    expect(lines.filter(({ kind }) => kind !== "new").map(({ text }) => text)).toEqual(["id: a", ...before]);
    expect(lines.filter(({ kind }) => kind !== "gone").map(({ text }) => text)).toEqual(["id: a", ...after]);
  });
});

describe("a folded diff", () => {
  it("leaves out what is far from a change, and says how much", () => {
    const text = (middle: string) => [...Array.from({ length: 10 }, (_, line) => `${line}`), middle, ...Array.from({ length: 10 }, (_, line) => `1${line}`)].join("\n");
    const shown = folded(lineDiff(text("x"), text("y")), 2);
    expect(shown.map((line) => (line.kind === "fold" ? line.lines : line.kind))).toEqual([8, "same", "same", "gone", "new", "same", "same", 8]);
  });
});
