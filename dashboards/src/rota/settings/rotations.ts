/** Rotations as marks in a row (`早早中中夜夜休休`), and the usual ones. */
import type { DayRule, PatternMember, Shift } from "../../api/schema";
import type { MessageKey } from "../../messages/translate";

const OFF = new Set(["休", "-", "—", "·", "O"]);

/** The cycle of the marks that somebody wrote, `null` for a day off; `null` as a whole if a mark is unknown or there is none. */
export function cycleOf(written: string, shifts: readonly Shift[]): (string | null)[] | null {
  const marks = shifts.map(({ id, mark }) => ({ id, mark })).sort((one, other) => other.mark.length - one.mark.length);
  const cycle: (string | null)[] = [];
  let rest = written.replace(/[\s,、，]/g, "");
  while (rest !== "") {
    const found = marks.find(({ mark }) => mark !== "" && rest.startsWith(mark));
    if (found !== undefined) {
      cycle.push(found.id);
      rest = rest.slice(found.mark.length);
    } else if (OFF.has(rest.charAt(0))) {
      cycle.push(null);
      rest = rest.slice(1);
    } else return null;
  }
  return cycle.length === 0 || cycle.length > 92 ? null : cycle;
}

/** The marks of a cycle. */
export function cycleText(cycle: readonly (string | null)[], shifts: readonly Shift[]): string {
  return cycle.map((shift) => (shift === null ? "休" : (shifts.find(({ id }) => id === shift)?.mark ?? "?"))).join("");
}

/** The members, each `apart` days further than the one before. */
export function spread(people: readonly string[], apart: number, length: number): PatternMember[] {
  return people.map((person, place) => ({ person, offset: length === 0 ? 0 : (place * apart) % length }));
}

export interface Template {
  readonly key: MessageKey;
  readonly cycle: string;
  readonly apart: number;
  readonly on: DayRule;
}

/** The usual rotations that these shifts allow. */
export function templates(shifts: readonly Shift[]): Template[] {
  const mark = (id: string) => shifts.find((shift) => shift.id === id)?.mark;
  const [early, late, night, office] = ["early", "late", "night", "office"].map(mark);
  const found: Template[] = [];
  if (early !== undefined && late !== undefined && night !== undefined) {
    found.push({ key: "rota.fourCrews", cycle: `${early}${early}${late}${late}${night}${night}休休`, apart: 2, on: "every_day" });
  }
  const [first] = shifts;
  const day = office ?? early ?? first?.mark;
  if (day !== undefined) {
    found.push({ key: "rota.twoOnTwoOff", cycle: `${day}${day}休休`, apart: 2, on: "every_day" });
    found.push({ key: "rota.fiveDays", cycle: day, apart: 0, on: "workdays" });
  }
  return found;
}
