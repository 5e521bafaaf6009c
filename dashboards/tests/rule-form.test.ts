import { describe, expect, it } from "vitest";

import type { RuleForm } from "../src/api/schema";
import { sameDefinition, typesOf, valueAt, withValue } from "../src/rules/definition";
import { changed } from "../src/rules/form/changed";
import { kindFields, otherKind } from "../src/rules/form/condition-kinds";
import { fieldsOf, type Shape, shapeOf } from "../src/rules/form/shape";
import { type Choice, choicesIn, takeWay, wayOf } from "../src/rules/form/ways";

const CONDITION = {
  type: "object",
  format: "steward-condition",
  required: ["kind"],
  properties: { kind: { type: "string", enum: ["state", "threshold"] } },
  additionalProperties: true,
};
const RULE_MEMBER = { type: "object", additionalProperties: false, required: ["rule"], properties: { rule: { type: "string" } } };
const optional = (schema: object) => ({ anyOf: [schema, { type: "null" }], default: null });
const THRESHOLD = {
  type: "object",
  required: ["point"],
  properties: {
    kind: { const: "threshold", default: "threshold", type: "string" },
    point: { type: "string", description: "Key of the point" },
    above: optional({ type: "number" }),
    at_least: optional({ type: "number" }),
    below: optional({ type: "number" }),
    at_most: optional({ type: "number" }),
    outside: optional({ type: "array", minItems: 2, maxItems: 2, prefixItems: [{ type: "number" }, { type: "number" }] }),
    deadband: optional({ type: "number", minimum: 0 }),
    unit: optional({ type: "string" }),
  },
};
const STATE = {
  type: "object",
  required: ["point"],
  properties: {
    kind: { const: "state", type: "string" },
    point: { type: "string" },
    equals: optional({ anyOf: [{ type: "boolean" }, { type: "string" }] }),
    not_equals: { anyOf: [{ type: "boolean" }, { type: "string" }, { type: "null" }], default: null },
    in: optional({ type: "array", items: { anyOf: [{ type: "boolean" }, { type: "string" }] } }),
    not_in: optional({ type: "array", items: { anyOf: [{ type: "boolean" }, { type: "string" }] } }),
    has: optional({ anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }] }),
  },
};
const FORM = {
  schema: {},
  placeholders: [],
  calendars: [],
  kinds: [
    { name: "threshold", title: { zh: "越限", en: "Threshold" }, schema: THRESHOLD, delays: true },
    { name: "state", title: { zh: "状态", en: "State" }, schema: STATE, delays: true },
  ],
  device_types: [
    {
      key: "sump",
      name: { zh: "集水井", en: "Sump" },
      events: [],
      points: [
        { key: "level", name: { zh: "水位", en: "Level" }, kind: "analog", unit: "m", values: [] },
        { key: "flow", name: { zh: "流量", en: "Flow" }, kind: "analog", unit: "m³/h", values: [] },
        { key: "pump_{n}_fault", name: { zh: "{n}号泵故障", en: "Pump {n} fault" }, kind: "binary", unit: "", values: [] },
      ],
    },
  ],
} as unknown as RuleForm;

function shapesOf(schema: object): Record<string, Shape> {
  return Object.fromEntries(fieldsOf(schema as Record<string, unknown>).map(({ name, shape }) => [name, shape]));
}

describe("the shape of a field", () => {
  it("is what its schema asks for, whether it may be left out or not", () => {
    expect(shapesOf(THRESHOLD)).toMatchObject({
      kind: { kind: "constant", value: "threshold" },
      point: { kind: "text" },
      above: { kind: "number", whole: false, least: null },
      deadband: { kind: "number", least: 0 },
      outside: { kind: "pair", of: [{ kind: "number" }, { kind: "number" }] },
    });
  });

  it("is a value of a point where yes or no or a word may stand", () => {
    expect(shapesOf(STATE)).toMatchObject({
      equals: { kind: "value" },
      not_equals: { kind: "value" },
      in: { kind: "list", of: { kind: "value" }, single: false },
      has: { kind: "list", of: { kind: "text" }, single: true },
    });
  });

  it("is a length of time by its format, with its default as people write it", () => {
    const [over] = fieldsOf({ properties: { over: { type: "string", format: "steward-duration", default: "PT1H30M" } } });
    expect(over).toMatchObject({ shape: { kind: "duration" }, fallback: "1h30m", required: false });
  });

  it("is a choice with the name of its enumeration, wherever that is written", () => {
    const $defs = { Severity: { type: "string", enum: ["high", "low"], title: "Severity", description: "Of an alarm" } };
    const [severity, within] = fieldsOf({
      $defs,
      required: ["severity"],
      properties: { severity: { $ref: "#/$defs/Severity" }, within: optional({ type: "string", enum: ["zone", "site"], title: "Place" }) },
    });
    expect(severity).toMatchObject({ shape: { kind: "choice", family: "Severity", values: ["high", "low"] }, required: true, description: "Of an alarm" });
    expect(within?.shape).toEqual({ kind: "choice", family: "Place", values: ["zone", "site"] });
  });

  it("is a list of conditions, rules and their opposites inside of composites", () => {
    const not = { type: "object", required: ["not"], properties: { not: { anyOf: [CONDITION, RULE_MEMBER] } } };
    const shape = shapeOf(optional({ type: "array", items: { anyOf: [CONDITION, RULE_MEMBER, not] } }));
    expect(shape).toMatchObject({
      kind: "list",
      of: { kind: "either", ways: [{ kind: "condition", kinds: ["state", "threshold"] }, { kind: "group" }, { kind: "group" }] },
    });
  });

  it.each([[{ type: "object", additionalProperties: { type: "string" } }], [{}], [{ anyOf: [{ type: "number" }, { type: "array", items: {} }, CONDITION] }]])(
    "is left to be written as text where the form knows none: %j",
    (schema) => {
      expect(shapeOf(schema)).toEqual({ kind: "other" });
    },
  );
});

describe("fields of which one is filled in", () => {
  const fields = fieldsOf(THRESHOLD);
  const [limits] = choicesIn(fields, { point: "level", below: 3 }) as [Choice];

  it("are one choice, with the way that is taken", () => {
    expect(limits).toEqual({ names: ["above", "at_least", "below", "at_most", "outside"], taken: "below" });
    expect(choicesIn(fields, { point: "level" }).map(({ taken }) => taken)).toEqual(["above"]);
    expect(choicesIn(fieldsOf(STATE), { has: "fire" }).map(({ taken }) => taken)).toEqual(["has"]);
  });

  it("keep what the other way can hold, and nothing else", () => {
    expect(takeWay({ point: "level", below: 3 }, limits, "above", fields)).toEqual({ point: "level", above: 3 });
    expect(takeWay({ point: "level", below: 3 }, limits, "outside", fields)).toEqual({ point: "level" });
    const state = fieldsOf(STATE);
    const [way] = choicesIn(state, { equals: "open" }) as [Choice];
    expect(takeWay({ equals: "open" }, way, "in", state)).toEqual({ in: ["open"] });
  });

  it("bring along what belongs to a way, and take it back", () => {
    const composite = fieldsOf({
      properties: {
        all: optional({ type: "array", items: CONDITION }),
        any: optional({ type: "array", items: CONDITION }),
        of: optional({ type: "array", items: CONDITION }),
        at_least: optional({ type: "integer" }),
      },
    });
    const members = [{ kind: "state" }];
    const [all] = choicesIn(composite, { all: members }) as [Choice];
    const some = takeWay({ all: members }, all, "of", composite);
    expect(some).toEqual({ of: members, at_least: 2 });
    const [of] = choicesIn(composite, some) as [Choice];
    expect(takeWay(some, of, "any", composite)).toEqual({ any: members });
  });
});

describe("a member of a composite", () => {
  const ways = [shapeOf(CONDITION), shapeOf(RULE_MEMBER)];
  it.each([
    [{ kind: "state" }, 0],
    [{ rule: "lift.entrapment" }, 1],
    [{}, 0],
    [undefined, 0],
  ])("%j is number %i", (value, expected) => {
    expect(wayOf(value, ways)).toBe(expected);
  });
});

describe("a change in the form", () => {
  const rule = { id: "sump.level", applies_to: { asset_type: "sump" }, when: { kind: "threshold", point: "level", above: 2, unit: "m" } };

  it("takes the unit of another point along", () => {
    expect(changed(FORM, rule, ["when", "point"], "flow").when).toEqual({ kind: "threshold", point: "flow", above: 2, unit: "m³/h" });
    expect(changed(FORM, rule, ["when", "point"], "pump_*_fault").when).toEqual({ kind: "threshold", point: "pump_*_fault", above: 2 });
  });

  it("leaves the rest as it is", () => {
    expect(changed(FORM, rule, ["when", "above"], 3)).toEqual({ ...rule, when: { ...rule.when, above: 3 } });
    expect(changed(FORM, rule, ["when", "above"], undefined).when).toEqual({ kind: "threshold", point: "level", unit: "m" });
    expect(rule.when.above).toBe(2);
  });

  it("of the kind keeps what still means the same", () => {
    expect(kindFields(FORM, "threshold").map(({ name }) => name)).not.toContain("kind");
    expect(otherKind(FORM, rule.when, "state")).toEqual({ kind: "state", point: "level" });
    expect(otherKind(FORM, rule.when, "unheard-of")).toEqual({ kind: "unheard-of" });
  });
});

describe("a place in a definition", () => {
  const held = { when: { all: [{ point: "a" }, { point: "b" }] } };

  it("is read, written and taken out", () => {
    expect(valueAt(held, ["when", "all", 1, "point"])).toBe("b");
    expect(withValue(held, ["when", "all", 1, "point"], "c")).toEqual({ when: { all: [{ point: "a" }, { point: "c" }] } });
    expect(withValue(held, ["when", "all", 0], undefined)).toEqual({ when: { all: [{ point: "b" }] } });
    expect(withValue({}, ["latch", "reset"], "person")).toEqual({ latch: { reset: "person" } });
  });

  it("is the same in whatever order its fields stand, but not its items", () => {
    expect(sameDefinition({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 })).toBe(true);
    expect(sameDefinition({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
  });

  it.each([
    [{ applies_to: { asset_type: "sump" } }, ["sump"]],
    [{ applies_to: { asset_types: ["sump", "lift"] } }, ["sump", "lift"]],
    [{ applies_to: { asset_type: "*" } }, null],
    [{ applies_to: { assets: ["t1-lift-1"] } }, null],
  ])("%j is about %j", (definition, types) => {
    expect(typesOf(definition)).toEqual(types);
  });
});
