import { describe, expect, it } from "vitest";

import { savedViews, withoutView, withView } from "../src/work-orders/saved-views";

const late = { name: "超时", address: "overdue=true&view=table" };
const mine = { name: "我的", address: "assignee=guard" };

describe("views with a name", () => {
  it("replace the one of their name and come last", () => {
    const changed = { ...late, address: "overdue=true" };
    expect(withView([late, mine], changed)).toEqual([mine, changed]);
  });

  it("are dropped by name", () => {
    expect(withoutView([late, mine], "超时")).toEqual([mine]);
  });

  it("are none where nothing can be remembered", () => {
    expect(savedViews()).toEqual([]);
  });
});
