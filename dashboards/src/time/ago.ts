import type { MessageKey, Values } from "../messages/translate";

export interface Phrase {
  readonly key: MessageKey;
  readonly values: Values;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago `then` was. A little in the future (clocks differ) is just now. */
export function ago(then: number, now: number): Phrase {
  const age = now - then;
  if (age < 10_000) return { key: "time.justNow", values: {} };
  if (age < MINUTE) return { key: "time.secondsAgo", values: { n: Math.floor(age / 1_000) } };
  if (age < HOUR) return { key: "time.minutesAgo", values: { n: Math.floor(age / MINUTE) } };
  if (age < DAY) return { key: "time.hoursAgo", values: { n: Math.floor(age / HOUR) } };
  return { key: "time.daysAgo", values: { n: Math.floor(age / DAY) } };
}

/** A length of time in at most two units. */
export function lasting(milliseconds: number): Phrase {
  const whole = Math.max(0, milliseconds);
  if (whole < MINUTE) return { key: "time.seconds", values: { n: Math.floor(whole / 1_000) } };
  if (whole < HOUR) return { key: "time.minutes", values: { n: Math.floor(whole / MINUTE) } };
  if (whole < DAY) {
    const minutes = Math.floor((whole % HOUR) / MINUTE);
    const hours = Math.floor(whole / HOUR);
    return minutes === 0 ? { key: "time.hours", values: { n: hours } } : { key: "time.hoursMinutes", values: { h: hours, m: minutes } };
  }
  const hours = Math.floor((whole % DAY) / HOUR);
  const days = Math.floor(whole / DAY);
  return hours === 0 ? { key: "time.days", values: { n: days } } : { key: "time.daysHours", values: { d: days, h: hours } };
}
