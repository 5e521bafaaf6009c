import { describe, expect, it } from "vitest";

import type { Alarm } from "../src/api/schema";
import { languagesOf, spoken, worstFirst } from "../src/wall/spoken";

const PLACE = { zh: "1号楼屋顶", en: "Tower 1, roof" };

function anAlarm(id: string, change: Partial<Alarm> = {}): Alarm {
  return {
    id,
    severity: "critical",
    state: "unacknowledged",
    message: { zh: "1号梯疑似困人", en: "Possible entrapment in lift 1" },
    raised_at: `2026-01-31T08:00:0${id}.000Z`,
    ...change,
  } as Alarm;
}

const said = (alarms: readonly Alarm[]) => spoken(alarms, () => PLACE);

describe("what a wall says", () => {
  it("is how serious, where and what, in both languages", () => {
    const [line] = said([anAlarm("1")]);
    expect(line?.words).toEqual({ zh: "紧急告警。1号楼屋顶。1号梯疑似困人。", en: "Critical alarm. Tower 1, roof. Possible entrapment in lift 1." });
    expect(line?.repeats).toBe(true);
  });

  it.each(["acknowledged", "shelved", "suppressed", "normal"] as const)("says nothing of what is %s", (state) => {
    expect(said([anAlarm("1", { state })])).toEqual([]);
  });

  it("says again what went away before anybody had seen it", () => {
    expect(said([anAlarm("1", { state: "returned_unacknowledged" })])).toHaveLength(1);
  });

  it("says what is medium once, and no hints", () => {
    expect(said([anAlarm("1", { severity: "medium" })])[0]?.repeats).toBe(false);
    expect(said([anAlarm("1", { severity: "low" })])).toEqual([]);
  });

  it("says the worst three and counts the rest", () => {
    const many = [anAlarm("1", { severity: "high" }), anAlarm("2"), anAlarm("3"), anAlarm("4"), anAlarm("5", { severity: "high" })];
    expect(said(many).map(({ key }) => key)).toEqual(["2", "3", "4", "more-2"]);
    expect(said(many).at(-1)?.words.zh).toBe("另有 2 条告警待确认。");
  });
});

it("what nobody has seen stands before what is worse but seen", () => {
  const seen = anAlarm("1", { state: "acknowledged" });
  expect(worstFirst([seen, anAlarm("2", { severity: "high" })]).map(({ id }) => id)).toEqual(["2", "1"]);
});

it.each([
  [null, ["zh"]],
  ["zh,en", ["zh", "en"]],
  ["en", ["en"]],
  ["fr,en,en", ["en"]],
  ["", ["zh"]],
])("the languages of %s", (asked, languages) => {
  expect(languagesOf(asked)).toEqual(languages);
});
