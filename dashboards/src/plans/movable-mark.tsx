import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";

import type { Asset, PlanPlacement } from "../api/schema";
import { Icon } from "../icons/icon";
import { type IconName, strokes } from "../icons/strokes";
import { useWords } from "../messages/language-context";
import type { Change } from "./editing";
import styles from "./plans.module.css";
import { pointAt, type Viewport } from "./viewport";

const SMALL = 0.004;
const LARGE = 0.03;
const STILL_PX = 3;

interface MovableMarkProps {
  readonly placement: PlanPlacement;
  readonly asset: Asset | undefined;
  readonly view: Viewport;
  readonly chosen: boolean;
  /** There is room for its name; the chosen one always says it. */
  readonly spoken: boolean;
  readonly choose: () => void;
  readonly change: (change: Change) => void;
}

/** An asset that is being arranged: moved by finger, mouse or arrow keys. */
export function MovableMark({ placement, asset, view, chosen, spoken, choose, change }: MovableMarkProps) {
  const { text } = useWords();
  const from = useRef<{ readonly x: number; readonly y: number } | null>(null);
  const [held, setHeld] = useState<{ readonly x: number; readonly y: number } | null>(null);
  const name = placement.label || (asset === undefined ? placement.asset : text(asset.name));
  const { x, y } = held ?? placement;

  const onPointerDown = (event: PointerEvent<HTMLButtonElement>) => {
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    from.current = { x: event.clientX, y: event.clientY };
    choose();
  };
  const onPointerMove = (event: PointerEvent<HTMLButtonElement>) => {
    const start = from.current;
    if (start === null) return;
    event.stopPropagation();
    if (held === null && Math.hypot(event.clientX - start.x, event.clientY - start.y) < STILL_PX) return;
    const box = event.currentTarget.closest("[data-testid=plan]")?.getBoundingClientRect();
    if (box !== undefined) setHeld(pointAt(view, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height));
  };
  const onPointerUp = (event: PointerEvent<HTMLButtonElement>) => {
    event.stopPropagation();
    from.current = null;
    if (held !== null) change({ kind: "put", asset: placement.asset, ...held });
    setHeld(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const far = (event.shiftKey ? LARGE : SMALL) / view.zoom;
    const moves: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-far, 0], ArrowRight: [far, 0], ArrowUp: [0, -far], ArrowDown: [0, far] };
    const move = moves[event.key];
    if (move !== undefined) change({ kind: "nudge", asset: placement.asset, dx: move[0], dy: move[1] });
    else if (event.key === "Delete" || event.key === "Backspace") change({ kind: "remove", asset: placement.asset });
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <button
      type="button"
      className={`${styles.mark} ${chosen ? styles.chosen : ""}`}
      style={{ left: `${x * 100}%`, top: `${y * 100}%` }}
      aria-label={name}
      title={name}
      aria-pressed={chosen}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
      onKeyDown={onKeyDown}
      onFocus={choose}
      data-mark
      data-testid="movable-mark"
      data-asset-id={placement.asset}
    >
      <span className={styles.chip}>
        <Icon name={asset !== undefined && asset.icon in strokes ? (asset.icon as IconName) : "device"} size={1.35} />
      </span>
      {(chosen || spoken) && <span className={styles.word}>{name}</span>}
    </button>
  );
}
