import { describe, expect, it } from "vitest";

import { dayOf, momentOfWall, wallOf } from "../src/time/wall-clock";

const at = Date.parse;

describe("the clock on the wall of the site", () => {
  it("shows the site's time, not the reader's", () => {
    expect(wallOf(at("2026-03-02T18:05:00Z"), "Asia/Shanghai")).toBe("2026-03-03T02:05");
    expect(dayOf(at("2026-03-02T18:05:00Z"), "Asia/Shanghai")).toBe("2026-03-03");
  });

  it.each([
    ["2026-03-03T02:05", "Asia/Shanghai", "2026-03-02T18:05:00Z"],
    ["2026-07-01T12:00", "Europe/Berlin", "2026-07-01T10:00:00Z"],
    ["2026-12-01T12:00", "Europe/Berlin", "2026-12-01T11:00:00Z"],
  ])("%s in %s is %s", (wall, zone, moment) => {
    expect(momentOfWall(wall, zone)).toBe(at(moment));
    expect(wallOf(at(moment), zone)).toBe(wall);
  });

  it("takes the earlier moment where clocks are put back", () => {
    expect(momentOfWall("2026-10-25T02:30", "Europe/Berlin")).toBe(at("2026-10-25T00:30:00Z"));
  });

  it("takes a time that clocks skip as if they had not", () => {
    expect(momentOfWall("2026-03-29T02:30", "Europe/Berlin")).toBe(at("2026-03-29T01:30:00Z"));
  });

  it("is no moment for what is no time", () => {
    expect(momentOfWall("", "Asia/Shanghai")).toBeNaN();
  });
});
