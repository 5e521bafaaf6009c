import { Button, Skeleton } from "antd";
import { type DragEvent, useState } from "react";

import type { WorkOrder } from "../api/schema";
import { Failure } from "../layout/failure";
import { useWords } from "../messages/language-context";
import { BoardCard } from "./board-card";
import type { BoardColumn as Column } from "./board-columns";
import styles from "./order-board.module.css";
import type { OrderFilter } from "./order-filter";
import { useBoardColumn } from "./use-board-column";
import type { StepTaking } from "./use-step-taking";

interface BoardColumnProps {
  readonly column: Column;
  readonly filter: OrderFilter;
  /** How many the server has; `null`: not known (yet). */
  readonly count: number | null;
  readonly taking: StepTaking;
  /** What is being dragged, or `null`. */
  readonly dragged: WorkOrder | null;
  /** Whether it may be dropped here; `null`: that is being asked. */
  readonly takes: boolean | null;
  readonly drag: (order: WorkOrder | null) => void;
  readonly drop: (order: WorkOrder, column: Column) => void;
}

/** One state of the loop: its cards, and a place to drop others on. */
export function BoardColumn({ column, filter, count, taking, dragged, takes, drag, drop }: BoardColumnProps) {
  const { t, word } = useWords();
  const { query, cards, gone, waiting, release, more, hasMore, touch } = useBoardColumn(column, filter, dragged !== null);
  const [over, setOver] = useState(false);
  const name = t(`board.column.${column.name}`);
  const open = dragged !== null && !column.states.includes(dragged.state) && takes !== false;

  function hover(event: DragEvent) {
    if (!open) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    setOver(true);
  }

  return (
    <section
      className={`${styles.column} ${open && takes === true ? styles.open : ""} ${open && over ? styles.over : ""} ${dragged !== null && !open ? styles.shut : ""}`}
      aria-label={name}
      data-testid={`column-${column.name}`}
      data-column={column.states[0]}
      data-takes={dragged === null ? undefined : takes === true}
      onPointerEnter={() => touch(true)}
      onPointerLeave={() => touch(false)}
      onDragOver={hover}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (dragged !== null && open) drop(dragged, column);
      }}
    >
      <h2 title={column.states.map((state) => word("order.state", state)).join(" / ")}>
        {name}{" "}
        <span className="quiet number" data-testid="column-count">
          {count ?? ""}
        </span>
      </h2>
      {waiting > 0 && (
        <Button size="small" block onClick={release} data-testid="column-waiting">
          {t("orders.waiting", { n: waiting })}
        </Button>
      )}
      {query.isError && cards === undefined ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : cards === undefined ? (
        <Skeleton active paragraph={{ rows: 3 }} />
      ) : cards.length === 0 ? (
        <p className={`quiet ${styles.empty}`}>{t("orders.columnEmpty")}</p>
      ) : (
        <ul>
          {cards.map((order) => (
            <BoardCard
              key={order.id}
              order={order}
              withState={column.states.length > 1}
              gone={gone.has(order.id)}
              busy={taking.busy === order.id}
              taking={taking}
              drag={drag}
            />
          ))}
        </ul>
      )}
      {hasMore && (
        <Button size="small" type="text" block loading={more.isPending} onClick={() => more.mutate()} data-testid="column-more">
          {more.isError ? t("problem.retry") : t("list.more")}
        </Button>
      )}
    </section>
  );
}
