import type { WorkDoneIn, WorkDoneOut } from "../api/schema";
import type { Cause, HourKind, Problem, Remedy } from "./codes";

/** A line of labour as it is typed. */
export interface LabourDraft {
  readonly person: string;
  readonly minutes: number | null;
  readonly hours: HourKind;
  readonly started_at: string | null;
  readonly ended_at: string | null;
}

/** A part as it is typed: its cost in yuan. */
export interface PartDraft {
  readonly name: string;
  readonly code: string;
  readonly quantity: number | null;
  readonly unit: string;
  readonly unit_cost_fen: number;
  readonly owner_pays: boolean;
}

/** What was done, as somebody is writing it down. */
export interface Draft {
  readonly problem: Problem | null;
  readonly cause: Cause | null;
  readonly remedy: Remedy | null;
  readonly what: string;
  readonly labour: readonly LabourDraft[];
  readonly parts: readonly PartDraft[];
}

export const NEW_PART: PartDraft = { name: "", code: "", quantity: 1, unit: "", unit_cost_fen: 0, owner_pays: false };

export function draftOf(work: WorkDoneOut): Draft {
  const { problem, cause, remedy, what, labour, parts } = work;
  return {
    problem,
    cause,
    remedy,
    what,
    labour,
    parts: parts.map(({ name, code, quantity, unit, unit_cost_fen, owner_pays }) => ({ name, code, quantity, unit, unit_cost_fen, owner_pays })),
  };
}

/** What is sent: lines that say nothing are left out. */
export function workOf(draft: Draft): WorkDoneIn {
  return {
    ...draft,
    labour: draft.labour.filter(({ person, minutes }) => person.trim() !== "" && minutes !== null && minutes > 0).map((line) => ({ ...line })),
    parts: draft.parts.filter(({ name }) => name.trim() !== "").map((part) => ({ ...part, quantity: part.quantity ?? 1 })),
  };
}

/** Minutes that `person` worked by one number; 0 where nothing is said yet. */
export function minutesOf(draft: Draft, person: string): number | null {
  return draft.labour.find((line) => line.person === person)?.minutes ?? null;
}

/** The draft with the minutes of `person`, whose line comes first if it is new; `null` takes the line away. */
export function withMinutes(draft: Draft, person: string, minutes: number | null): Draft {
  const known = draft.labour.some((line) => line.person === person);
  if (minutes === null) return { ...draft, labour: draft.labour.filter((line) => line.person !== person) };
  const line: LabourDraft = { person, minutes, hours: "normal", started_at: null, ended_at: null };
  return {
    ...draft,
    labour: known
      ? draft.labour.map((each) => (each.person === person ? { ...each, minutes, started_at: null, ended_at: null } : each))
      : [line, ...draft.labour],
  };
}

export function sameDraft(one: Draft, other: Draft): boolean {
  return JSON.stringify(workOf(one)) === JSON.stringify(workOf(other));
}
