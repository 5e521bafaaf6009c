/** The columns of the board, and which step takes a card from one to another. */
import type { OrderState, OrderStep, WorkOrder } from "../api/schema";
import { landing } from "./landing";

export type ColumnName = "incoming" | "dispatched" | "working" | "on_hold" | "completed" | "closed";

export interface BoardColumn {
  readonly name: ColumnName;
  readonly states: readonly OrderState[];
  /** The steps that lead here, the likeliest first. */
  readonly steps: readonly OrderStep[];
}

export const BOARD_COLUMNS: readonly BoardColumn[] = [
  { name: "incoming", states: ["requested", "triaged"], steps: ["triage", "decline"] },
  { name: "dispatched", states: ["dispatched"], steps: ["dispatch", "transfer"] },
  { name: "working", states: ["accepted", "in_progress"], steps: ["accept", "resume", "start", "reopen"] },
  { name: "on_hold", states: ["on_hold"], steps: ["hold"] },
  { name: "completed", states: ["completed", "verified"], steps: ["complete"] },
  { name: "closed", states: ["closed"], steps: ["close", "verify"] },
];

/** The five that staff see; whoever dispatches sees what came in too. */
export function columnsFor(mayDispatch: boolean): readonly BoardColumn[] {
  return mayDispatch ? BOARD_COLUMNS : BOARD_COLUMNS.filter(({ name }) => name !== "incoming");
}

type Movable = Pick<WorkOrder, "state" | "alarm_ids">;

/** The step that takes an order into a column, among those that this person may take now; `null`: none does, or it is there. */
export function stepInto(column: BoardColumn, order: Movable, may: readonly OrderStep[]): OrderStep | null {
  if (column.states.includes(order.state)) return null;
  const leads = (step: OrderStep) => {
    const state = landing(order, step);
    return state !== null && column.states.includes(state);
  };
  return column.steps.find((step) => may.includes(step) && leads(step)) ?? null;
}

/** By column, the steps that move an order there: forward first, then back. */
export function movesOf(order: Movable, may: readonly OrderStep[]): ReadonlyMap<ColumnName, OrderStep> {
  const moves = new Map<ColumnName, OrderStep>();
  const here = BOARD_COLUMNS.findIndex(({ states }) => states.includes(order.state));
  for (const column of [...BOARD_COLUMNS.slice(here + 1), ...BOARD_COLUMNS.slice(0, Math.max(here, 0))]) {
    const step = stepInto(column, order, may);
    if (step !== null) moves.set(column.name, step);
  }
  return moves;
}
