import type { Language } from "../messages/translate";
import type { FigureName } from "./targets";

const SHARES: ReadonlySet<FigureName> = new Set(["inFlood", "topTen", "nuisance"]);

/** A figure as people write it: a share in per cent, everything else as a number. */
export function figureWords(name: FigureName, value: number | null, language: Language): string {
  if (value === null) return "—";
  return SHARES.has(name) ? shareWords(value, language) : numberWords(value, language);
}

export function shareWords(share: number | null, language: Language): string {
  if (share === null) return "—";
  return share.toLocaleString(locale(language), { style: "percent", maximumFractionDigits: share === 0 || share >= 0.1 ? 0 : share >= 0.01 ? 1 : 2 });
}

export function numberWords(value: number, language: Language): string {
  return value.toLocaleString(locale(language), { maximumFractionDigits: Math.abs(value) < 10 ? 2 : 1 });
}

function locale(language: Language): string {
  return language === "zh" ? "zh-CN" : "en-GB";
}
