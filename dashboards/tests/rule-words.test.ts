import { describe, expect, it } from "vitest";

import type { RuleForm } from "../src/api/schema";
import { type Language, translate, translateWord } from "../src/messages/translate";
import { ruleWords } from "../src/rules/words/condition-words";
import { durationMs, durationWords, writtenDuration } from "../src/rules/words/duration";
import { messageWords } from "../src/rules/words/message-words";
import { namesFor } from "../src/rules/words/names";

const FORM = {
  schema: {},
  kinds: [],
  placeholders: [],
  calendars: [{ key: "night", name: { zh: "夜间", en: "Night" } }],
  device_types: [
    {
      key: "domestic_water",
      name: { zh: "生活给水", en: "Domestic water" },
      events: [{ key: "access.denied", name: { zh: "拒绝通行", en: "Access denied" } }],
      points: [
        { key: "tank_level", name: { zh: "水箱水位", en: "Tank level" }, kind: "analog", unit: "%", values: [] },
        { key: "voltage_l1", name: { zh: "L1 电压", en: "L1 voltage" }, kind: "analog", unit: "V", values: [] },
        { key: "voltage_l2", name: { zh: "L2 电压", en: "L2 voltage" }, kind: "analog", unit: "V", values: [] },
        { key: "pump_{n}_fault", name: { zh: "{n}号泵故障", en: "Pump {n} fault" }, kind: "binary", unit: "", values: [] },
        {
          key: "mode",
          name: { zh: "模式", en: "Mode" },
          kind: "enum",
          unit: "",
          values: [
            { key: "auto", name: { zh: "自动", en: "Automatic" } },
            { key: "off", name: { zh: "停止", en: "Off" } },
          ],
        },
      ],
    },
  ],
} as unknown as RuleForm;

function speechIn(language: Language) {
  const t = (key: Parameters<typeof translate>[1], values?: Parameters<typeof translate>[2]) => translate(language, key, values);
  const names = namesFor({
    form: FORM,
    types: ["domestic_water"],
    text: (text) => text[language],
    comma: t("list.comma"),
    yes: t("value.yes"),
    no: t("value.no"),
    anything: t("rules.equipment"),
    ruleName: (id) => id,
  });
  return { t, word: (family: string, value: string) => translateWord(language, family, value), language, names };
}

const said = (when: object, more: object = {}, language: Language = "zh") => ruleWords({ when, ...more }, speechIn(language));

describe("a condition in words", () => {
  it.each<[object, string]>([
    [{ kind: "threshold", point: "tank_level", below: 20, unit: "%" }, "水箱水位 低于 20 %"],
    [{ kind: "threshold", point: "voltage_l?", outside: [198, 235.4] }, "L1 电压、L2 电压 超出 198～235.4 V"],
    [{ kind: "state", point: "pump_*_fault", equals: true }, "N号泵故障为“是”"],
    [{ kind: "state", point: "pump_2_fault", equals: false }, "2号泵故障为“否”"],
    [{ kind: "state", point: "mode", in: ["auto", "off"] }, "模式为“自动”或“停止”"],
    [{ kind: "stale" }, "连续 3 个上报周期没有任何数据"],
    [{ kind: "stale", after: "1h30m" }, "超过 1 小时 30 分钟没有任何数据"],
    [{ kind: "rate_of_change", point: "tank_level", falls: 10, within: "10m" }, "水箱水位 在 10 分钟内下降 10 %"],
    [{ kind: "count", event: "access.denied", by: "card", at_least: 5, within: "1m" }, "1 分钟内同一 card 发生 5 次“拒绝通行”"],
    [{ kind: "count", point: "mode", becomes: "off", at_least: 3, within: "1h" }, "模式在 1 小时内变为“停止”3 次"],
    [{ kind: "forecast", point: "tank_level", reaches: { below: 5 }, within: "40m", over: "20m" }, "水箱水位 预计 40 分钟内降到 5 %"],
    [{ kind: "deviation", point: "tank_level", percent: 20, by: 2, direction: "below" }, "水箱水位 比平常同一时段低 20 %且 2 %"],
    [{ kind: "expression", expression: "tank_level < 20" }, "tank_level < 20"],
    [{ kind: "schedule", calendar: "night", when: { kind: "state", point: "mode", not_equals: "auto" } }, "“夜间”时段内，模式不是“自动”"],
    [
      { kind: "sequence", first: { event: "access.denied" }, then: { kind: "state", point: "mode", equals: "auto" }, within: "30s" },
      "“拒绝通行”，但 30 秒内没有出现：模式为“自动”",
    ],
    [
      {
        kind: "composite",
        all: [
          { kind: "composite", any: [{ rule: "a.b", within: "site" }, { rule: "a.c" }] },
          { not: { kind: "state", point: "mode", equals: "off" } },
        ],
      },
      "（本项目内已告警“a.b”，或 已告警“a.c”），且 没有（模式为“停止”）",
    ],
    [{ kind: "composite", at_least: 2, of: [{ rule: "a.b" }], within: "zone" }, "同一分区内至少 2 个：已告警“a.b”"],
    [{ kind: "unheard-of" }, "unheard-of"],
    [{ kind: "threshold", point: "nowhere", above: 1 }, "nowhere 高于 1"],
  ])("%j", (when, expected) => {
    expect(said(when)).toBe(expected);
  });

  it("says how long it must hold, in either language", () => {
    const when = { kind: "threshold", point: "tank_level", below: 20 };
    expect(said(when, { on_delay: "60s" })).toBe("水箱水位 低于 20 %，持续 1 分钟");
    expect(said(when, { on_delay: "60s" }, "en")).toBe("Tank level below 20 %, for 1 min");
    expect(said(when, { on_delay: "0s" })).toBe("水箱水位 低于 20 %");
  });
});

describe("a message before there is an alarm", () => {
  it("names the equipment, and leaves open what only an alarm knows", () => {
    const definition = { when: { kind: "composite", all: [{ kind: "threshold", point: "tank_level", below: 20 }] } };
    const { names } = speechIn("zh");
    expect(messageWords("{asset} 水位低:{value}{unit}", definition, names)).toBe("生活给水 水位低:…%");
    expect(messageWords("{place} {asset} {point} {what}", definition, names)).toBe("生活给水 水箱水位 {what}");
  });
});

describe("a length of time", () => {
  it.each([
    ["30s", 30_000],
    ["1h30m", 5_400_000],
    ["2d", 172_800_000],
    ["0.5s", 500],
    ["31d", 2_678_400_000],
  ])("%s is %i ms", (text, expected) => {
    expect(durationMs(text)).toBe(expected);
  });

  it.each(["", "5", "m", "5 m", "30m1h", "1.5m", "32d", "5M"])("is not %j", (text) => {
    expect(durationMs(text)).toBeNull();
  });

  it("is said whole", () => {
    const { t } = speechIn("en");
    expect(["90s", "1d2h", "0s", "soon"].map((text) => durationWords(text, t))).toEqual(["1 min 30 s", "1 day 2 h", "0 s", "soon"]);
  });

  it("is written as people write it", () => {
    expect(["PT15M", "P1DT2H", "15m"].map(writtenDuration)).toEqual(["15m", "1d2h", "15m"]);
  });
});
