import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef, useState } from "react";

import { around, panned, type Viewport, WHOLE, zoomed } from "./viewport";

const STEP = 1.4;
const PAN = 0.15;
/** A finger that moves less than this (CSS pixels) presses what is under it. */
const STILL_PX = 5;

/** Looking at a plan: wheel, fingers and keys move and enlarge it. */
export function useViewport(frame: RefObject<HTMLDivElement | null>, first: Viewport = WHOLE) {
  const [view, setView] = useState(first);
  const fingers = useRef(new Map<number, { readonly x: number; readonly y: number }>());
  const moved = useRef(false);

  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const wheel = (event: WheelEvent) => {
      // A page that scrolls is not caught by the plan that it passes: only one that was touched, or a pinch of a touchpad.
      if (!event.ctrlKey && !element.contains(document.activeElement)) return;
      event.preventDefault();
      const box = element.getBoundingClientRect();
      setView((now) => zoomed(now, Math.exp(-event.deltaY * 0.002), (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height));
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => element.removeEventListener("wheel", wheel);
  }, [frame]);

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    moved.current = false;
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const before = fingers.current.get(event.pointerId);
    const box = frame.current?.getBoundingClientRect();
    if (before === undefined || box === undefined) return;
    const now = { x: event.clientX, y: event.clientY };
    if (!moved.current && Math.hypot(now.x - before.x, now.y - before.y) < STILL_PX) return;
    if (!moved.current) {
      moved.current = true;
      event.currentTarget.setPointerCapture(event.pointerId);
    }
    const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
    fingers.current.set(event.pointerId, now);
    if (other === undefined) {
      setView((view) => panned(view, (now.x - before.x) / box.width, (now.y - before.y) / box.height));
    } else {
      const factor = Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
      const [px, py] = [((now.x + other.x) / 2 - box.left) / box.width, ((now.y + other.y) / 2 - box.top) / box.height];
      setView((view) => zoomed(view, factor, px, py));
    }
  };
  const onPointerUp = (event: PointerEvent<HTMLDivElement>) => void fingers.current.delete(event.pointerId);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const keys: Readonly<Record<string, (now: Viewport) => Viewport>> = {
      ArrowLeft: (now) => panned(now, PAN, 0),
      ArrowRight: (now) => panned(now, -PAN, 0),
      ArrowUp: (now) => panned(now, 0, PAN),
      ArrowDown: (now) => panned(now, 0, -PAN),
      "+": (now) => zoomed(now, STEP),
      "=": (now) => zoomed(now, STEP),
      "-": (now) => zoomed(now, 1 / STEP),
      "0": () => WHOLE,
    };
    const next = keys[event.key];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setView(next);
  };

  return {
    view,
    handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: onPointerUp, onKeyDown },
    /** After a drag the click that follows is no press. */
    wasDrag: () => moved.current,
    larger: () => setView((now) => zoomed(now, STEP)),
    smaller: () => setView((now) => zoomed(now, 1 / STEP)),
    whole: () => setView(WHOLE),
    lookAt: (x: number, y: number) => setView((now) => (now.zoom === 1 ? now : around(x, y, now.zoom))),
  };
}
