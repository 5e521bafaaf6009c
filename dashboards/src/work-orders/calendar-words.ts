/** Days as people of the site say them. */
import type { Language } from "../messages/translate";

function format(language: Language, options: Intl.DateTimeFormatOptions): (day: string) => string {
  const made = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", { timeZone: "UTC", ...options });
  return (day) => made.format(Date.parse(`${day}T00:00:00Z`));
}

const MONTH = { zh: format("zh", { year: "numeric", month: "long" }), en: format("en", { year: "numeric", month: "long" }) };
const DAY = { zh: format("zh", { month: "short", day: "numeric", weekday: "short" }), en: format("en", { weekday: "short", day: "numeric", month: "short" }) };
const WEEKDAY = { zh: format("zh", { weekday: "short" }), en: format("en", { weekday: "short" }) };

/** `2026年3月`, `March 2026`. */
export function monthName(day: string, language: Language): string {
  return MONTH[language](day);
}

/** `3月2日周一`, `Mon 2 Mar`. */
export function dayName(day: string, language: Language): string {
  return DAY[language](day);
}

/** `周一`, `Mon`. */
export function weekdayName(day: string, language: Language): string {
  return WEEKDAY[language](day);
}
