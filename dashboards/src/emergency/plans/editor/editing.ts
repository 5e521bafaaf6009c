/** A plan while somebody writes it: every change can be taken back. Places are those of the problems: `phases[0].steps[1].title.zh`. */
import type { PlanDocument, PlanPhase, PlanStep } from "../../../api/schema";

export interface Editing {
  readonly plan: PlanDocument;
  readonly past: readonly PlanDocument[];
  readonly future: readonly PlanDocument[];
  /** What was kept last; anything else is unsaved. */
  readonly kept: PlanDocument;
  /** Words written at one place one after the other are one step to take back. */
  readonly writing: string | null;
}

export type Change =
  | { readonly kind: "set"; readonly place: string; readonly value: unknown }
  | { readonly kind: "move"; readonly list: string; readonly from: number; readonly to: number }
  | { readonly kind: "remove"; readonly list: string; readonly at: number }
  | { readonly kind: "add"; readonly list: string; readonly value: unknown }
  | { readonly kind: "insert"; readonly list: string; readonly at: number; readonly value: unknown }
  | { readonly kind: "undo" }
  | { readonly kind: "redo" }
  | { readonly kind: "kept"; readonly plan: PlanDocument }
  | { readonly kind: "start"; readonly plan: PlanDocument };

const MOST_BACK = 200;

export function started(plan: PlanDocument): Editing {
  return { plan, past: [], future: [], kept: plan, writing: null };
}

export function isUnsaved({ plan, kept }: Editing): boolean {
  return plan !== kept && JSON.stringify(plan) !== JSON.stringify(kept);
}

export function edited(editing: Editing, change: Change): Editing {
  const { plan, past, future } = editing;
  switch (change.kind) {
    case "start":
      return started(change.plan);
    case "kept":
      return { ...editing, kept: change.plan, writing: null };
    case "undo": {
      const before = past.at(-1);
      return before === undefined ? editing : { ...editing, plan: before, past: past.slice(0, -1), future: [plan, ...future], writing: null };
    }
    case "redo": {
      const [after, ...later] = future;
      return after === undefined ? editing : { ...editing, plan: after, past: [...past, plan], future: later, writing: null };
    }
    case "set": {
      const next = withValue(plan, change.place, change.value);
      if (typeof change.value === "string" && editing.writing === change.place) return { ...editing, plan: next, future: [] };
      return { ...stepped(editing, next), writing: change.place };
    }
    case "move":
      return stepped(editing, withValue(plan, change.list, moved(listAt(plan, change.list), change.from, change.to)));
    case "remove":
      return stepped(
        editing,
        withValue(
          plan,
          change.list,
          listAt(plan, change.list).filter((_, place) => place !== change.at),
        ),
      );
    case "add":
      return stepped(editing, withValue(plan, change.list, [...listAt(plan, change.list), change.value]));
    case "insert": {
      const list = listAt(plan, change.list);
      return stepped(editing, withValue(plan, change.list, [...list.slice(0, change.at), change.value, ...list.slice(change.at)]));
    }
  }
}

function stepped(editing: Editing, plan: PlanDocument): Editing {
  return { ...editing, plan, past: [...editing.past, editing.plan].slice(-MOST_BACK), future: [], writing: null };
}

/** The keys and numbers of a place: `a[0].b` is `a`, `0`, `b`. */
function pathOf(place: string): readonly string[] {
  return place.match(/[^.[\]]+/g) ?? [];
}

/** What stands at a place; `undefined`: nothing. */
export function valueAt(plan: PlanDocument, place: string): unknown {
  return pathOf(place).reduce<unknown>((part, key) => (part === null || typeof part !== "object" ? undefined : (part as Record<string, unknown>)[key]), plan);
}

function listAt(plan: PlanDocument, place: string): readonly unknown[] {
  const found = valueAt(plan, place);
  return Array.isArray(found) ? (found as unknown[]) : [];
}

function withValue(plan: PlanDocument, place: string, value: unknown): PlanDocument {
  const put = (part: unknown, [key, ...rest]: readonly string[]): unknown => {
    if (key === undefined) return value;
    if (Array.isArray(part)) return (part as unknown[]).map((each, at) => (at === Number(key) ? put(each, rest) : each));
    const record = part as Readonly<Record<string, unknown>>;
    return { ...record, [key]: put(record[key], rest) };
  };
  return put(plan, pathOf(place)) as PlanDocument;
}

function moved(list: readonly unknown[], from: number, to: number): readonly unknown[] {
  if (to < 0 || to >= list.length) return list;
  const left = list.filter((_, place) => place !== from);
  return [...left.slice(0, to), list[from], ...left.slice(to)];
}

function keysOf(plan: PlanDocument): ReadonlySet<string> {
  const phases = [...plan.phases, ...(plan.preparation?.phases ?? [])];
  return new Set(phases.flatMap((phase) => [phase.key, ...phase.steps.map(({ key }) => key)]));
}

/** A key that no phase or step of the plan has. */
function newKey(plan: PlanDocument, word: string): string {
  const taken = keysOf(plan);
  let number = 1;
  while (taken.has(`${word}-${number}`)) number += 1;
  return `${word}-${number}`;
}

export function newPhase(plan: PlanDocument): PlanPhase {
  return { key: newKey(plan, "phase"), name: { zh: "", en: "" }, steps: [newStep(plan)] };
}

export function newStep(plan: PlanDocument): PlanStep {
  return {
    key: newKey(plan, "step"),
    title: { zh: "", en: "" },
    instruction: { zh: "", en: "" },
    post: "duty_engineer",
    within_s: 300,
    done: { kind: "tick", reading: null, telemetry: null },
    required: true,
    contact: null,
    sop: null,
    milestone: null,
    pictures: [],
  };
}
