/** The places of assets while somebody arranges them: every change can be taken back. */
import type { PlanPlacement } from "../api/schema";

export interface Editing {
  readonly placements: readonly PlanPlacement[];
  readonly past: readonly (readonly PlanPlacement[])[];
  readonly future: readonly (readonly PlanPlacement[])[];
  /** What was kept last; anything else is unsaved. */
  readonly kept: readonly PlanPlacement[];
  /** Small moves of the same asset one after the other are one step to take back. */
  readonly nudging: string | null;
}

export type Change =
  | { readonly kind: "put"; readonly asset: string; readonly x: number; readonly y: number }
  | { readonly kind: "nudge"; readonly asset: string; readonly dx: number; readonly dy: number }
  | { readonly kind: "rename"; readonly asset: string; readonly label: string }
  | { readonly kind: "remove"; readonly asset: string }
  | { readonly kind: "undo" }
  | { readonly kind: "redo" }
  | { readonly kind: "kept"; readonly placements: readonly PlanPlacement[] }
  | { readonly kind: "start"; readonly placements: readonly PlanPlacement[] };

const MOST_BACK = 200;
const within = (value: number) => Math.min(1, Math.max(0, value));

export function started(placements: readonly PlanPlacement[]): Editing {
  return { placements, past: [], future: [], kept: placements, nudging: null };
}

export function isUnsaved(editing: Editing): boolean {
  return editing.placements !== editing.kept && JSON.stringify(editing.placements) !== JSON.stringify(editing.kept);
}

export function edited(editing: Editing, change: Change): Editing {
  const { placements, past, future } = editing;
  switch (change.kind) {
    case "start":
      return started(change.placements);
    case "kept":
      return { ...editing, kept: change.placements, nudging: null };
    case "undo": {
      const before = past.at(-1);
      return before === undefined ? editing : { ...editing, placements: before, past: past.slice(0, -1), future: [placements, ...future], nudging: null };
    }
    case "redo": {
      const [after, ...later] = future;
      return after === undefined ? editing : { ...editing, placements: after, past: [...past, placements], future: later, nudging: null };
    }
    case "put": {
      const { asset } = change;
      const spot = { x: within(change.x), y: within(change.y) };
      const there = placements.some((one) => one.asset === asset);
      return stepped(editing, there ? placements.map((one) => (one.asset === asset ? { ...one, ...spot } : one)) : [...placements, { asset, ...spot, label: "" }]);
    }
    case "nudge": {
      const moved = placements.map((one) => (one.asset === change.asset ? { ...one, x: within(one.x + change.dx), y: within(one.y + change.dy) } : one));
      return editing.nudging === change.asset ? { ...editing, placements: moved, future: [] } : { ...stepped(editing, moved), nudging: change.asset };
    }
    case "rename":
      return stepped(
        editing,
        placements.map((one) => (one.asset === change.asset ? { ...one, label: change.label } : one)),
      );
    case "remove":
      return stepped(
        editing,
        placements.filter(({ asset }) => asset !== change.asset),
      );
  }
}

function stepped(editing: Editing, placements: readonly PlanPlacement[]): Editing {
  return { ...editing, placements, past: [...editing.past, editing.placements].slice(-MOST_BACK), future: [], nudging: null };
}
