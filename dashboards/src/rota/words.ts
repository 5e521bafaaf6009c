/** The parts of the contract that the rota's pages speak of, and words for them. */
import { useWords } from "../messages/language-context";
import { useZone } from "../sites/site-context";
import { wallOf } from "../time/wall-clock";

export type { Duty, Lack, Pattern, PostGap, RotaCalendar, RotaPlan, Shift as RotaShift, Swap } from "../api/schema";

/** Posts on which people stand by shifts, the most usual first. */
export const POSTS = [
  "control_room",
  "nearest_guard",
  "guard_captain",
  "duty_engineer",
  "second_engineer",
  "engineering_lead",
  "security_lead",
  "service_centre",
  "service_lead",
  "building_steward",
  "maintainer",
  "manager",
  "company",
] as const;

/** From when to when, by the clocks of the site: `08:00–16:00`. */
export function useHours(): (since: string, until: string) => string {
  const zone = useZone();
  return (since, until) => [since, until].map((at) => wallOf(Date.parse(at), zone).slice(11)).join("–");
}

/** A day as a heading: its number, and its weekday in a letter or two. */
export function useDayWords(): (day: string) => { readonly date: string; readonly weekday: string; readonly long: string } {
  const { language } = useWords();
  const locale = language === "zh" ? "zh-CN" : "en-GB";
  return (day) => {
    const date = new Date(`${day}T12:00:00Z`);
    const of = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options }).format(date);
    return { date: of({ day: "numeric" }).replace("日", ""), weekday: of({ weekday: "narrow" }), long: of({ month: "long", day: "numeric", weekday: "short" }) };
  };
}
