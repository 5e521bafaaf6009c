import { describe, expect, it } from "vitest";

import { keptViews } from "../src/views/kept-in-browser";
import { moved } from "../src/views/moved";

const late = { name: "超时", address: "overdue=true&view=table" };

describe("views that a browser kept", () => {
  it("are read as they were written", () => {
    expect(keptViews(JSON.stringify([late, { name: "half" }, 7]))).toEqual([late]);
  });

  it.each([null, "", "{", "{}", "null", "7"])("are none where %s stands", (written) => {
    expect(keptViews(written)).toEqual([]);
  });
});

describe("moving one of several", () => {
  it.each([
    [2, 1, "acb"],
    [0, 1, "bac"],
    [0, -1, "abc"],
    [2, 3, "abc"],
  ])("takes %i to %i", (from, to, expected) => {
    expect(moved(["a", "b", "c"], from, to).join("")).toBe(expected);
  });
});
