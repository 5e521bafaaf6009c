import { describe, expect, it } from "vitest";

import openapi from "../openapi.json";
import { en } from "../src/messages/en";
import { firstLanguage, ownHalf, translate, translateWord } from "../src/messages/translate";
import { zh } from "../src/messages/zh";

/** The places that a text takes values in, without the words that a number chooses between. */
function places(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)/g)].map(([, name]) => name ?? ""))].sort();
}

describe("the two catalogues", () => {
  it("have the same keys in the same order", () => {
    expect(Object.keys(en)).toEqual(Object.keys(zh));
  });

  it.each(Object.keys(zh) as (keyof typeof zh)[])("say %s in both languages, with the same places", (key) => {
    expect(zh[key].trim()).not.toBe("");
    expect(en[key].trim()).not.toBe("");
    expect(places(en[key])).toEqual(places(zh[key]));
  });

  it("keep Chinese out of the English one, but for the name", () => {
    const chinese = Object.entries(en).filter(([, text]) => /[\u4e00-\u9fff]/.test(text));
    expect(chinese.map(([key]) => key)).toEqual(["app.name"]);
  });
});

describe("words for enumerations", () => {
  const schemas = openapi.components.schemas as Record<string, { enum?: string[] }>;
  const families = {
    severity: "Severity",
    department: "Department",
    role: "Role",
    quality: "Quality",
    "alarm.state": "AlarmStateAsked",
    "alarm.event": "AlarmEvent",
    "alarm.latch": "Latch",
    "alarm.consequence": "Consequence",
    "fire.state": "VerificationState",
    "fire.reason": "ConfirmedBy",
    "incident.cause": "CauseKind",
    "permit.kind": "PermitKind",
    "permit.about": "PermitKind",
    "permit.state": "PermitState",
    "permit.step": "PermitStep",
    "permit.do": "PermitStepTaken",
    "order.outcome": "Outcome",
    "order.state": "OrderStateAsked",
    "order.event": "OrderEvent",
    "order.step": "OrderStep",
    "order.kind": "OrderKind",
    "asset.state": "AssetState",
    "quarantine.reason": "QuarantineReason",
    "backtest.state": "BacktestState",
    "system.state": "PartState",
  };
  const values = Object.entries(families).flatMap(([family, schema]) =>
    (schemas[schema]?.enum ?? [`${schema} is gone`]).map((value) => [family, value] as const),
  );

  it.each(values)("there is one for %s %s", (family, value) => {
    expect(Object.keys(zh)).toContain(`${family}.${value}`);
  });

  it("shows a value that is newer than the app as it is", () => {
    expect(translateWord("zh", "alarm.state", "hibernating")).toBe("hibernating");
  });
});

describe("translate", () => {
  it("fills places", () => {
    expect(translate("zh", "alarms.waiting", { n: 3 })).toBe("3 条新告警");
  });

  it("chooses the word that the number asks for", () => {
    expect(translate("en", "alarms.waiting", { n: 1 })).toBe("1 new alarm");
    expect(translate("en", "alarms.waiting", { n: 3 })).toBe("3 new alarms");
  });

  it("leaves a place without a value as it stands", () => {
    expect(translate("en", "theme.label")).toBe("Appearance: {now}");
  });
});

describe("the language to begin with", () => {
  it.each([
    ["en", ["zh-CN"], "en"],
    [null, ["zh-CN", "en"], "zh"],
    [null, ["en-GB", "zh"], "en"],
    [null, ["de-DE"], "zh"],
    ["fr", [], "zh"],
  ] as const)("is what was chosen (%s), else what the browser asks for (%s)", (chosen, asked, expected) => {
    expect(firstLanguage(chosen, asked)).toBe(expected);
  });
});

describe("a note in both languages", () => {
  it("shows the reader's half", () => {
    expect(ownHalf("告警已恢复 / The alarm cleared", "zh")).toBe("告警已恢复");
    expect(ownHalf("告警已恢复 / The alarm cleared", "en")).toBe("The alarm cleared");
    expect(ownHalf("A / B 相 / Phase A / B", "en")).toBe("Phase A / B");
  });

  it("is shown whole when it is in one language", () => {
    expect(ownHalf("等待配件", "en")).toBe("等待配件");
  });
});
