import { describe, expect, it } from "vitest";

import { type FeedingNode, feedingTree } from "../src/incidents/feeding-tree";
import { looseAlarms } from "../src/incidents/loose-alarms";
import { anAlarm } from "./samples";

const alarm = (asset: string) => anAlarm({ id: `of-${asset}`, asset });

/** `cause(feeder(pump) gateway via switch)`: the tree in one line. */
function drawn(node: FeedingNode): string {
  const via = node.via.length > 0 ? ` via ${node.via.join("+")}` : "";
  return `${node.asset}${via}${node.children.length > 0 ? `(${node.children.map(drawn).join(" ")})` : ""}`;
}

function treeOf(needs: Readonly<Record<string, readonly string[]>>, ...assets: string[]): string {
  const [cause = alarm("cause"), ...others] = assets.map(alarm);
  return drawn(feedingTree(cause, [cause, ...others], (asset) => needs[asset] ?? []));
}

describe("what feeds what in an incident", () => {
  it("hangs each asset under the nearest one above it that has an alarm", () => {
    const needs = { feeder: ["transformer"], pump: ["feeder"], lift: ["feeder"] };
    expect(treeOf(needs, "transformer", "pump", "feeder", "lift")).toBe("transformer(feeder(pump lift))");
  });

  it("says what lies between where that has no alarm", () => {
    const needs = { pump: ["starter"], starter: ["feeder"], feeder: ["transformer"] };
    expect(treeOf(needs, "transformer", "pump")).toBe("transformer(pump via feeder+starter)");
  });

  it("hangs what nobody knows the way of directly under the cause", () => {
    expect(treeOf({}, "gateway", "door", "sensor")).toBe("gateway(door sensor)");
  });

  it("survives equipment that feeds each other in a ring", () => {
    expect(treeOf({ a: ["b"], b: ["a"] }, "transformer", "a", "b")).toBe("transformer(a(b))");
  });

  it("does not hang the cause under what feeds it", () => {
    expect(treeOf({ transformer: ["pump"], pump: ["transformer"] }, "transformer", "pump")).toBe("transformer(pump)");
  });

  it("keeps several alarms of one asset together, in the order in which they occurred", () => {
    const cause = alarm("transformer");
    const one = anAlarm({ id: "one", asset: "pump" });
    const two = anAlarm({ id: "two", asset: "pump" });
    const tree = feedingTree(cause, [cause, one, two], () => []);
    expect(tree.children.map(({ alarms }) => alarms.map(({ id }) => id))).toEqual([["one", "two"]]);
  });
});

describe("beside the incidents of a flood", () => {
  it.each<[boolean, string, Parameters<typeof anAlarm>[0]]>([
    [true, "belongs to none", { severity: "low" }],
    [true, "is critical and stands, whatever explains it", { incident_id: "i1" }],
    [false, "is a consequence", { severity: "high", incident_id: "i1" }],
    [false, "was critical and is over", { condition: false, incident_id: "i1" }],
    [false, "passes on its cause", { causes: "power", incident_id: "i1" }],
  ])("stays (%s) what %s", (expected, _, told) => {
    expect(looseAlarms([anAlarm(told)])).toHaveLength(expected ? 1 : 0);
  });
});
