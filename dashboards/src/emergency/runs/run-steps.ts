/** Which steps are whose, and what comes next: the command page's order of things. */
import type { PlanRunDetail, RunStep, RunWatched } from "../../api/schema";

type Steps = Pick<PlanRunDetail, "phases" | "posts">;

/** How a step looks: late is an open one whose limit has passed, whether the server has decided so yet or not. */
export type Look = "waiting" | "open" | "late" | "done" | "done-late" | "skipped";

export function lookOf(step: Pick<RunStep, "state" | "due_at" | "late_at" | "kept">, now: number): Look {
  switch (step.state) {
    case "done":
      return step.kept === false ? "done-late" : "done";
    case "skipped":
      return "skipped";
    case "open":
      return step.late_at !== null || (step.due_at !== null && Date.parse(step.due_at) <= now) ? "late" : "open";
    default:
      return "waiting";
  }
}

export function isSettled({ state }: Pick<RunStep, "state">): boolean {
  return state === "done" || state === "skipped";
}

/** The open steps of the posts that I hold, what is due first at the top; what has no limit comes last, in the plan's order. */
export function mySteps(run: Steps): readonly RunStep[] {
  const mine = new Set(run.posts.filter((post) => post.mine).map(({ post }) => post));
  const open = run.phases.flatMap(({ steps }) => steps).filter((step) => step.state === "open" && mine.has(step.post));
  return [...open].sort((one, other) => dueOf(one) - dueOf(other));
}

/** The key of the phase that is at work: the first that has opened and is not over, else the first that is not over. */
export function phaseAtWork({ phases }: Pick<PlanRunDetail, "phases">): string | null {
  const left = phases.filter(({ over }) => !over);
  return (left.find(({ opened_at }) => opened_at !== null) ?? left[0])?.key ?? null;
}

/** What a step is called, by its key; a phase's name where it is one; else the key itself. */
export function namesOf({ phases }: Pick<PlanRunDetail, "phases">): ReadonlyMap<string, { readonly zh: string; readonly en: string }> {
  return new Map(phases.flatMap((phase) => [[phase.key, phase.name] as const, ...phase.steps.map((step) => [step.key, step.title] as const)]));
}

/** Whether a value that was read off is what the step wants; `null`: none was. */
export function fits({ reading }: Pick<RunStep, "reading">, value: number | null): boolean {
  if (value === null) return false;
  return reading === null || ((reading.low === null || value >= reading.low) && (reading.high === null || value <= reading.high));
}

function dueOf({ due_at }: RunStep): number {
  return due_at === null ? Number.POSITIVE_INFINITY : Date.parse(due_at);
}

interface WatchedAsset {
  readonly asset: string;
  readonly first: RunWatched;
  readonly points: readonly RunWatched[];
}

/** The values of each asset together, in the plan's order. */
export function byAsset(watched: readonly RunWatched[]): readonly WatchedAsset[] {
  const groups = new Map<string, RunWatched[]>();
  for (const one of watched) groups.set(one.point.asset, [...(groups.get(one.point.asset) ?? []), one]);
  return [...groups].flatMap(([asset, points]) => (points[0] === undefined ? [] : [{ asset, first: points[0], points }]));
}
