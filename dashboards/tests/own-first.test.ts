import { describe, expect, it } from "vitest";

import { ownFirst } from "../src/knowledge/own-first";

const parts = ["engineering", "security", "service_centre"].map((department) => ({ department }));
const order = (own: string | null, lead: string) => ownFirst(parts, own, lead).map(({ department }) => department);

describe("the parts of a procedure", () => {
  it("begin with the reader's own department", () => {
    expect(order("security", "engineering")).toEqual(["security", "engineering", "service_centre"]);
    expect(order("service_centre", "security")).toEqual(["service_centre", "security", "engineering"]);
  });

  it("begin with the department that leads for a reader of none, or of one without a part", () => {
    expect(order(null, "security")).toEqual(["security", "engineering", "service_centre"]);
    expect(order("cleaning", "security")).toEqual(["security", "engineering", "service_centre"]);
  });

  it("keep their order where nobody has a claim, and leave the list alone", () => {
    expect(order(null, "greening")).toEqual(["engineering", "security", "service_centre"]);
    expect(parts[0]?.department).toBe("engineering");
  });
});
