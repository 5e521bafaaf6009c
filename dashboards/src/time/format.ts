/** Moments as people of the site read them: in the site's zone, in the reader's language. */
import type { Language } from "../messages/translate";

const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: Language, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${language}|${zone}|${JSON.stringify(options)}`;
  let found = formats.get(name);
  if (found === undefined) {
    found = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", { timeZone: zone, hourCycle: "h23", ...options });
    formats.set(name, found);
  }
  return found;
}

/** `14:05`, or with the day when that is not today: `3月2日 14:05`, `2 Mar, 14:05`. */
export function shortMoment(moment: number, now: number, zone: string, language: Language): string {
  const day = format(language, zone, { year: "numeric", month: "numeric", day: "numeric" });
  const today = day.format(moment) === day.format(now);
  const options: Intl.DateTimeFormatOptions = today
    ? { hour: "2-digit", minute: "2-digit" }
    : { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" };
  return format(language, zone, options).format(moment);
}

/** Everything, with seconds: `2026年3月2日 14:05:09`. */
export function fullMoment(moment: number, zone: string, language: Language): string {
  return format(language, zone, { year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(moment);
}

/** `14:05:09`. */
export function timeOfDay(moment: number, zone: string, language: Language): string {
  return format(language, zone, { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(moment);
}

/** `3月2日 星期一`, `Monday, 2 March`. */
export function longDay(moment: number, zone: string, language: Language): string {
  return format(language, zone, { month: "long", day: "numeric", weekday: "long" }).format(moment);
}

/** A label of a time axis: the day where the span is long. */
export function axisMoment(moment: number, spanMs: number, zone: string, language: Language): string {
  const long = spanMs > 36 * 3_600_000;
  return format(language, zone, long ? { month: "numeric", day: "numeric", hour: "2-digit" } : { hour: "2-digit", minute: "2-digit" }).format(moment);
}
