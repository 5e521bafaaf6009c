import { useCallback, useMemo, useRef, useState } from "react";

import type { WorkOrder, WorkOrderDetail } from "../api/schema";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useMay } from "../sites/site-context";
import { BoardColumn } from "./board-column";
import { type BoardColumn as Column, columnsFor, stepInto } from "./board-columns";
import styles from "./order-board.module.css";
import type { OrderFilter } from "./order-filter";
import { useOrderCounts } from "./use-order-counts";
import type { StepTaking } from "./use-step-taking";

interface Drag {
  readonly order: WorkOrder;
  /** What may be done with it; `null` until the server has said. */
  readonly detail: WorkOrderDetail | null;
}

/** Orders in columns of the loop. A card goes where its step may be taken; nothing else takes it. */
export function OrderBoard({ filter, taking }: { readonly filter: OrderFilter; readonly taking: StepTaking }) {
  const tell = useProblemNotice();
  const mayDispatch = useMay("dispatch");
  const open = useMemo<OrderFilter>(() => ({ ...filter, state: ["open"] }), [filter]);
  const counts = useOrderCounts(open);
  const [dragged, setDragged] = useState<Drag | null>(null);
  const latest = useRef<string | null>(null);
  const { ask, begin } = taking;

  const drag = useCallback(
    (order: WorkOrder | null) => {
      latest.current = order?.id ?? null;
      setDragged(order === null ? null : { order, detail: null });
      if (order === null) return;
      ask(order.id).then(
        (detail) => latest.current === order.id && setDragged({ order, detail }),
        () => latest.current === order.id && setDragged(null),
      );
    },
    [ask],
  );

  const drop = useCallback(
    (order: WorkOrder, column: Column) => {
      drag(null);
      ask(order.id).then((detail) => {
        const step = stepInto(column, detail, detail.steps);
        if (step !== null) begin(detail, step);
      }, tell);
    },
    [ask, begin, drag, tell],
  );

  function takes(column: Column): boolean | null {
    if (dragged === null) return false;
    return dragged.detail === null ? null : stepInto(column, dragged.detail, dragged.detail.steps) !== null;
  }

  const columns = columnsFor(mayDispatch);
  return (
    <div className={styles.board} style={{ gridTemplateColumns: `repeat(${columns.length}, minmax(184px, 1fr))` }} data-testid="board">
      {columns.map((column) => (
        <BoardColumn
          key={column.name}
          column={column}
          filter={filter}
          count={counts === undefined || column.name === "closed" ? null : column.states.reduce((sum, state) => sum + (counts.get(state) ?? 0), 0)}
          taking={taking}
          dragged={dragged?.order ?? null}
          takes={takes(column)}
          drag={drag}
          drop={drop}
        />
      ))}
    </div>
  );
}
