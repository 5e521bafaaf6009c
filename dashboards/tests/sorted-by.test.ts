import { describe, expect, it } from "vitest";

import { sortAsked, sortedBy } from "../src/layout/sorted-by";

const KNOWN = ["-opened", "opened", "due", "-due"] as const;

describe("sorting by the head of a column", () => {
  it.each([
    ["due", "ascend"],
    ["-due", "descend"],
    ["-opened", null],
  ])("shows %s as %s", (sort, order) => {
    expect(sortedBy("due", sort).sortOrder).toBe(order);
  });

  it.each([
    ["due", "ascend", "due"],
    ["due", "descend", "-due"],
    ["due", null, "-opened"],
    ["title", "ascend", "-opened"],
  ] as const)("%s %s asks for %s", (columnKey, order, sort) => {
    expect(sortAsked({ columnKey, order }, KNOWN, "-opened")).toBe(sort);
  });
});
