import type { MessageKey, Values } from "../messages/translate";

const HOUR = 60;
const DAY = 24 * HOUR;

/** A length of time as people say it: 30 min, 2 h, 3 d; what is no whole number of hours stays in minutes. */
export function minuteWords(minutes: number, t: (key: MessageKey, values?: Values) => string): string {
  if (minutes >= 2 * DAY && minutes % DAY === 0) return t("service.days", { n: minutes / DAY });
  if (minutes >= HOUR && minutes % HOUR === 0) return t("service.hoursLong", { n: minutes / HOUR });
  return t("service.minutes", { n: minutes });
}
