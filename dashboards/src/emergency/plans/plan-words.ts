/** Words for the parts of a plan that are numbers or conditions. */
import type { PlanDocument, PlanForm, PlanReading, PlanTelemetry } from "../../api/schema";
import { useWords, type Words } from "../../messages/language-context";

/** A limit as people say it: `5 min`, `90 s`, `2 h`. */
export function limitWords(seconds: number, t: Words["t"]): string {
  if (seconds >= 86_400 && seconds % 86_400 === 0) return t("emPlans.days", { n: seconds / 86_400 });
  if (seconds >= 3_600 && seconds % 1_800 === 0) return t("emPlans.hours", { n: seconds / 3_600 });
  if (seconds >= 60 && seconds % 30 === 0) return t("emPlans.minutes", { n: seconds / 60 });
  return t("emPlans.seconds", { n: seconds });
}

/** What telemetry has to show, in words: `sump pit · level < 300 mm · its building`. */
export function useTelemetryWords(form: PlanForm | undefined): (wanted: PlanTelemetry) => string {
  const { t, text, word } = useWords();
  return (wanted) => {
    const type = form?.device_types.find(({ key }) => key === wanted.asset_type);
    const point = type?.points.find(({ key }) => isPoint(key, wanted.point));
    const unit = point?.unit ?? "";
    const value = point?.values.find(({ key }) => key === String(wanted.equals));
    const says = value !== undefined ? text(value.name) : wanted.equals === true ? t("emPlans.yes") : wanted.equals === false ? t("emPlans.no") : (wanted.equals ?? "");
    const bound = wanted.above !== null ? `> ${wanted.above} ${unit}` : wanted.below !== null ? `< ${wanted.below} ${unit}` : `= ${says}`;
    const parts = [
      `${type === undefined ? wanted.asset_type : text(type.name)} · ${point === undefined ? wanted.point : text(point.name).replace("{n}", /\d+/.exec(wanted.point)?.[0] ?? "")} ${bound.trim()}`,
      word("emPlans.where", wanted.where),
    ];
    if (wanted.every) parts.push(t("emPlans.everyOne"));
    if (wanted.hold_s > 0) parts.push(t("emPlans.holds", { time: limitWords(wanted.hold_s, t) }));
    return parts.join(" · ");
  };
}

/** Whether `point` is the point of a type that it calls `key`, where `{n}` stands for a number. */
export function isPoint(key: string, point: string): boolean {
  const [before = "", after] = key.split("{n}");
  if (after === undefined) return key === point;
  return point === key || (point.startsWith(before) && point.endsWith(after) && /^[1-9]\d*$/.test(point.slice(before.length, point.length - after.length)));
}

/** A place of a plan (`phases[0].steps[1].title.zh`) as people find it: the phase, the step, the part. */
export function usePlaceWords(): (plan: PlanDocument, place: string) => string {
  const { t, text, word } = useWords();
  return (plan, place) => {
    const [, before = "", phase, step, rest = ""] = /^(preparation\.)?(?:phases\[(\d+)\])?(?:\.steps\[(\d+)\])?\.?(.*)$/.exec(place) ?? [];
    const found = (before === "" ? plan.phases : (plan.preparation?.phases ?? []))[Number(phase)];
    const parts = [];
    if (before !== "") parts.push(t("emPlans.preparation"));
    if (phase !== undefined) parts.push(`${t("emPlans.phase", { n: Number(phase) + 1 })} ${found === undefined ? "" : text(found.name)}`.trim());
    if (step !== undefined) parts.push(`${t("emPlans.stepNumber", { n: Number(step) + 1 })} ${text(found?.steps[Number(step)]?.title ?? { zh: "", en: "" })}`.trim());
    const [part = "", ...others] = rest.split(".");
    if (part !== "") parts.push([word("emPlans.part", part.replace(/\[\d+\]$/, "")), ...others].join("."));
    return parts.join(" › ");
  };
}

/** What has to be read off: `level 0–300 mm`. */
export function useReadingWords(): (wanted: PlanReading) => string {
  const { text } = useWords();
  return ({ label, unit, low, high }) => {
    const span = low === null && high === null ? "" : low === null ? `≤ ${high ?? ""}` : high === null ? `≥ ${low}` : `${low}–${high}`;
    return [text(label), span, unit].filter((part) => part !== "").join(" ");
  };
}
