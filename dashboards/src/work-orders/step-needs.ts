import type { OrderStep } from "../api/schema";

/** What a step asks of a person besides a note. */
export interface Needs {
  readonly person: boolean;
  readonly department: boolean;
  readonly priority: boolean;
  /** Whether the alarm was real; optional. */
  readonly outcome: boolean;
  /** Why work stands still: one chip. */
  readonly holdReason: boolean;
  /** Until when something is promised. */
  readonly until: boolean;
  /** Which order goes on for this one. */
  readonly into: boolean;
  /** Ready-made notes, as names in the catalogue: nobody types in wet gloves. */
  readonly chips: readonly ("fixed" | "temporary" | "noFault" | "otherWork" | "notOurs")[];
}

const NOTHING: Needs = { person: false, department: false, priority: false, outcome: false, holdReason: false, until: false, into: false, chips: [] };

const NEEDS: Partial<Readonly<Record<OrderStep, Needs>>> = {
  triage: { ...NOTHING, department: true, priority: true },
  dispatch: { ...NOTHING, person: true },
  transfer: { ...NOTHING, department: true, person: true, chips: ["notOurs"] },
  decline: { ...NOTHING, chips: ["otherWork", "notOurs"] },
  hold: { ...NOTHING, holdReason: true },
  complete: { ...NOTHING, outcome: true, chips: ["fixed", "temporary", "noFault"] },
  promise: { ...NOTHING, until: true },
  merge: { ...NOTHING, into: true },
  own: { ...NOTHING, department: true, person: true },
  remind: NOTHING,
};

export function needsOf(step: OrderStep): Needs {
  return NEEDS[step] ?? NOTHING;
}

/** Whether a step opens a dialog; all others are done with one click. */
export function asksFor(step: OrderStep, needsNote: readonly OrderStep[]): boolean {
  return step in NEEDS || needsNote.includes(step);
}
