import { type DragEvent, useRef } from "react";

import type { WorkOrder } from "../api/schema";
import { MoveMenu } from "./move-menu";
import styles from "./order-board.module.css";
import { OrderCard } from "./order-card";
import type { StepTaking } from "./use-step-taking";

interface BoardCardProps {
  readonly order: WorkOrder;
  readonly withState: boolean;
  readonly gone: boolean;
  readonly busy: boolean;
  readonly taking: StepTaking;
  readonly drag: (order: WorkOrder | null) => void;
}

/** A card that can be taken to another column: by mouse, or by its menu. */
export function BoardCard({ order, withState, gone, busy, taking, drag }: BoardCardProps) {
  const place = useRef<HTMLLIElement>(null);

  function start(event: DragEvent) {
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", order.number);
    // Not the link's address, which browsers draw otherwise.
    if (place.current !== null) event.dataTransfer.setDragImage(place.current, 24, 24);
    drag(order);
  }

  return (
    <li
      ref={place}
      className={styles.card}
      draggable={!gone && !busy}
      aria-busy={busy}
      onDragStart={start}
      onDragEnd={() => drag(null)}
      // What may be done is known by the time that it is dragged.
      onPointerEnter={() => void taking.ask(order.id).catch(() => undefined)}
      data-testid="board-card"
      data-order-id={order.id}
    >
      <OrderCard order={order} withState={withState} gone={gone} />
      {!gone && <MoveMenu order={order} taking={taking} />}
    </li>
  );
}
