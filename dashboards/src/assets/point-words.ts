import type { Point } from "../api/schema";
import type { Words } from "../messages/language-context";

export type Value = boolean | number | string | readonly string[] | null;

/** A value as people say it: with its unit, or as the word of the point's type. */
export function valueWords(point: Pick<Point, "kind" | "unit" | "values"> | undefined, value: Value, { t, text, language }: Words): string {
  if (value === null) return t("value.none");
  if (typeof value === "boolean") return t(value ? "value.yes" : "value.no");
  if (typeof value === "number") {
    const number = value.toLocaleString(language === "zh" ? "zh-CN" : "en-GB", { maximumFractionDigits: decimals(value) });
    return point === undefined || point.unit === "" ? number : `${number} ${point.unit}`;
  }
  const name = (key: string) => {
    const known = point?.values.find((one) => one.key === key);
    return known === undefined ? key : text(known.name);
  };
  if (typeof value === "string") return name(value);
  return value.length === 0 ? t("value.noFlags") : value.map(name).join(t("list.comma"));
}

function decimals(value: number): number {
  const size = Math.abs(value);
  return size >= 100 ? 1 : size >= 1 ? 2 : 3;
}

/** Whether a value is outside what is normal for its point; `false` where nobody has said what is normal. */
export function isAbnormal(point: Pick<Point, "normal" | "normal_value">, value: Value): boolean {
  if (value === null) return false;
  if (typeof value === "number" && point.normal !== null) {
    const { low, high } = point.normal;
    return (low !== null && value < low) || (high !== null && value > high);
  }
  if (point.normal_value !== null && (typeof value === "boolean" || typeof value === "string")) return value !== point.normal_value;
  return false;
}
