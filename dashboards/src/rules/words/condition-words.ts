/** A condition as a short sentence: what has to be true for the alarm. */
import type { Language, MessageKey, Values } from "../../messages/translate";
import { isRecord } from "../definition";
import { durationWords } from "./duration";
import type { Names } from "./names";

export interface Speech {
  readonly t: (key: MessageKey, values?: Values) => string;
  readonly word: (family: string, value: string) => string;
  readonly language: Language;
  readonly names: Names;
}

type Settings = Readonly<Record<string, unknown>>;

const LIMITS = ["above", "at_least", "below", "at_most"] as const;
const CHANGES = ["rises", "falls", "changes"] as const;

/** The whole of when the rule is true: its condition, and for how long it must hold. */
export function ruleWords(definition: Settings, speech: Speech): string {
  const condition = conditionWords(definition.when, speech);
  const delay = definition.on_delay;
  return typeof delay === "string" && delay !== "0s" ? speech.t("rule.say.holds", { condition, length: durationWords(delay, speech.t) }) : condition;
}

/** A condition, or a member of one, in words; what is not known is shown as it is written. */
export function conditionWords(when: unknown, speech: Speech): string {
  if (!isRecord(when)) return "";
  if ("rule" in when) return placed(speech.t("rule.say.rule", { rule: speech.names.rule(String(when.rule)) }), when, speech);
  if ("not" in when) return speech.t("rule.say.not", { condition: conditionWords(when.not, speech) });
  const say = KINDS[String(when.kind)];
  if (say !== undefined) return say(when, speech);
  if ("event" in when) return speech.t("rule.say.event", { event: speech.names.event(String(when.event)) });
  return typeof when.kind === "string" ? when.kind : JSON.stringify(when);
}

const KINDS: Readonly<Record<string, (when: Settings, speech: Speech) => string>> = {
  threshold: (when, speech) => {
    const point = pointIn(when, speech);
    const unit = unitIn(when, point.unit);
    if (Array.isArray(when.outside)) {
      const [low, high] = when.outside as unknown[];
      return speech.t("rule.say.outside", { point: point.name, low: number(low, "", speech), high: number(high, unit, speech) });
    }
    const way = LIMITS.find((name) => when[name] !== undefined);
    return way === undefined ? point.name : speech.t(`rule.say.${way}`, { point: point.name, limit: number(when[way], unit, speech) });
  },
  state: (when, speech) => {
    const point = pointIn(when, speech);
    const [way, value] = Object.entries(when).find(([name]) => name in STATES) ?? ["", undefined];
    const key = STATES[way];
    if (key === undefined) return point.name;
    const values = (Array.isArray(value) ? (value as unknown[]) : [value]).map(point.says).join(speech.t("rule.say.orWord"));
    return speech.t(key, { point: point.name, value: values });
  },
  stale: ({ after }, { t }) => (typeof after === "string" ? t("rule.say.stale", { length: durationWords(after, t) }) : t("rule.say.staleUsual")),
  rate_of_change: (when, speech) => {
    const point = pointIn(when, speech);
    const way = CHANGES.find((name) => when[name] !== undefined) ?? "changes";
    const by = number(when[way], unitIn(when, point.unit), speech);
    return speech.t(`rule.say.${way}`, { point: point.name, by, length: length(when.within, speech) });
  },
  count: (when, speech) => {
    const n = number(when.at_least, "", speech);
    const within = length(when.within, speech);
    if (typeof when.event === "string") {
      const told = { event: speech.names.event(when.event), n, length: within };
      return typeof when.by === "string" ? speech.t("rule.say.countEventBy", { ...told, by: when.by }) : speech.t("rule.say.countEvent", told);
    }
    const point = pointIn(when, speech);
    if (when.increases === true) {
      return speech.t("rule.say.grows", { point: point.name, by: number(when.at_least, unitIn(when, point.unit), speech), length: within });
    }
    return speech.t("rule.say.becomes", { point: point.name, value: point.says(when.becomes), n, length: within });
  },
  sequence: (when, speech) =>
    speech.t("rule.say.sequence", {
      first: conditionWords(when.first, speech),
      then: conditionWords(when.then, speech),
      length: length(when.within, speech),
    }),
  deviation: (when, speech) => {
    const point = pointIn(when, speech);
    const by = [
      ...(when.percent === undefined ? [] : [number(when.percent, "%", speech)]),
      ...(when.by === undefined ? [] : [number(when.by, unitIn(when, point.unit), speech)]),
    ].join(speech.t("rule.say.andWord"));
    const direction = when.direction === "above" || when.direction === "below" ? when.direction : "both";
    return speech.t(`rule.say.deviation.${direction}`, { point: point.name, by });
  },
  forecast: (when, speech) => {
    const point = pointIn(when, speech);
    const reaches = isRecord(when.reaches) ? when.reaches : {};
    const way = reaches.above === undefined ? "below" : "above";
    const limit = number(reaches[way], unitIn(when, point.unit), speech);
    return speech.t(`rule.say.forecast.${way}`, { point: point.name, limit, length: length(when.within, speech) });
  },
  composite: (when, speech) => {
    const way = (["all", "any", "of"] as const).find((name) => Array.isArray(when[name]));
    if (way === undefined) return "";
    const members = (when[way] as unknown[]).map((member) => inner(member, speech));
    if (way !== "of") return placed(members.join(speech.t(way === "all" ? "rule.say.and" : "rule.say.or")), when, speech);
    const told = speech.t("rule.say.atLeastOf", { n: number(when.at_least, "", speech), members: members.join(speech.t("rule.say.or")) });
    return placed(told, when, speech);
  },
  schedule: (when, speech) =>
    speech.t(when.outside === true ? "rule.say.outsideOf" : "rule.say.during", {
      calendar: speech.names.calendar(String(when.calendar)),
      condition: conditionWords(when.when, speech),
    }),
  expression: ({ expression }) => String(expression),
};

const STATES: Readonly<Record<string, MessageKey>> = {
  equals: "rule.say.is",
  not_equals: "rule.say.isNot",
  in: "rule.say.is",
  not_in: "rule.say.isNot",
  has: "rule.say.has",
};

/** A member of a composite: one that is itself made of several stands in brackets. */
function inner(member: unknown, speech: Speech): string {
  const words = conditionWords(member, speech);
  const several = isRecord(member) && member.kind === "composite" && ["all", "any"].some((way) => Array.isArray(member[way]) && member[way].length > 1);
  return several ? speech.t("rule.say.brackets", { words }) : words;
}

function placed(words: string, { within }: Settings, { t, word }: Speech): string {
  return typeof within === "string" && within !== "asset" ? t("rule.say.inPlace", { words, place: word("rule.place", within) }) : words;
}

function pointIn({ point }: Settings, { names }: Speech) {
  return names.point(typeof point === "string" ? point : "");
}

function unitIn({ unit }: Settings, own: string): string {
  return typeof unit === "string" ? unit : own;
}

function number(value: unknown, unit: string, { language }: Speech): string {
  if (typeof value !== "number") return "…";
  const said = value.toLocaleString(language === "zh" ? "zh-CN" : "en-GB", { maximumFractionDigits: 6 });
  return unit === "" ? said : `${said} ${unit}`;
}

function length(written: unknown, { t }: Speech): string {
  return typeof written === "string" ? durationWords(written, t) : "…";
}
