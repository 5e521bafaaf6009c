import { Button } from "antd";
import { type CSSProperties, type ReactNode, useRef } from "react";

import { Icon } from "../icons/icon";
import { useWords } from "../messages/language-context";
import type { Room } from "./schematic";
import styles from "./plans.module.css";
import { useViewport } from "./use-viewport";
import { transformOf, type Viewport } from "./viewport";

export interface Drawn {
  /** Only the proportion counts. */
  readonly width: number;
  readonly height: number;
  /** The address of the picture; `null` while it loads, and for a schematic. */
  readonly picture: string | null;
  /** Of a schematic: the rooms. */
  readonly rooms: readonly Room[];
}

interface PlanCanvasProps {
  readonly drawn: Drawn;
  readonly label: string;
  readonly first?: Viewport;
  /** As high as this part of the window at most. */
  readonly tallest?: number;
  readonly children: (view: Viewport, lookAt: (x: number, y: number) => void) => ReactNode;
  /** Something was let fall onto this point of the frame (parts of its size). */
  readonly drop?: (asset: string, view: Viewport, px: number, py: number) => void;
  readonly press?: () => void;
}

/** A plan that can be moved and enlarged by mouse, fingers and keys; what stands on it keeps its size. */
export function PlanCanvas({ drawn, label, first, tallest = 70, children, drop, press }: PlanCanvasProps) {
  const { t, text } = useWords();
  const frame = useRef<HTMLDivElement>(null);
  const { view, handlers, wasDrag, larger, smaller, whole, lookAt } = useViewport(frame, first);
  const ratio = drawn.width / drawn.height;
  return (
    <div className={styles.canvas} style={{ width: `min(100%, calc(${tallest}dvh * ${ratio}))` }}>
      <div
        ref={frame}
        className={styles.frame}
        style={{ aspectRatio: ratio, touchAction: view.zoom === 1 ? "pan-y" : "none" }}
        role="group"
        aria-label={`${label}. ${t("plans.keys")}`}
        tabIndex={0}
        data-testid="plan"
        data-zoom={view.zoom.toFixed(2)}
        {...handlers}
        onClickCapture={(event) => {
          if (!wasDrag()) return;
          event.preventDefault();
          event.stopPropagation();
        }}
        onClick={(event) => {
          if (event.target instanceof Element && event.target.closest("[data-mark]") === null) press?.();
        }}
        onDragOver={drop === undefined ? undefined : (event) => event.preventDefault()}
        onDrop={
          drop === undefined
            ? undefined
            : (event) => {
                event.preventDefault();
                const box = event.currentTarget.getBoundingClientRect();
                const asset = event.dataTransfer.getData("text/plain");
                if (asset !== "") drop(asset, view, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
              }
        }
      >
        <div className={styles.stage} style={{ transform: transformOf(view), "--zoom": view.zoom } as CSSProperties}>
          {drawn.picture !== null && <img src={drawn.picture} alt="" draggable={false} data-testid="plan-picture" />}
          {drawn.rooms.map((room) => (
            <div
              key={room.id}
              className={styles.room}
              style={{ left: `${room.x * 100}%`, top: `${room.y * 100}%`, width: `${room.width * 100}%`, height: `${room.height * 100}%` }}
            >
              <span>{text(room.name)}</span>
            </div>
          ))}
          {children(view, lookAt)}
        </div>
      </div>
      <div className={styles.tools}>
        <Button icon={<Icon name="plus" />} onClick={larger} aria-label={t("plans.larger")} data-testid="plan-larger" />
        <Button onClick={smaller} aria-label={t("plans.smaller")} data-testid="plan-smaller">
          −
        </Button>
        <Button onClick={whole} disabled={view.zoom === 1} data-testid="plan-whole">
          {t("plans.whole")}
        </Button>
      </div>
    </div>
  );
}
