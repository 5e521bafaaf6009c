/** Days of the calendar as words (`2026-03-02`): what belongs to no zone. */

const DAY_MS = 86_400_000;

/** The day that comes `days` after another; before it where that is negative. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The Monday of a day's week. */
export function mondayOf(day: string): string {
  return dayAfter(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
}

/** The first of the month that comes `months` after a day's. */
export function firstOfMonth(day: string, months = 0): string {
  const date = new Date(`${day.slice(0, 7)}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 10);
}

/** The seven days of a day's week, from Monday. */
export function weekOf(day: string): string[] {
  return sevenFrom(mondayOf(day));
}

/** A day and the six after it. */
export function sevenFrom(day: string): string[] {
  return Array.from({ length: 7 }, (_, index) => dayAfter(day, index));
}

/** The whole weeks, from Monday, in which a day's month lies: 28 to 42 days. */
export function monthOf(day: string): string[] {
  const first = mondayOf(firstOfMonth(day));
  const end = firstOfMonth(day, 1);
  const days: string[] = [];
  for (let next = first; next < end || days.length % 7 !== 0; next = dayAfter(next, 1)) days.push(next);
  return days;
}
