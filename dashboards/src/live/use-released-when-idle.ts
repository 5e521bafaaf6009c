import { type RefObject, useEffect, useState } from "react";

const READING_MS = 4_000;

/**
 * Let waiting rows in by themselves while nobody reads the list: it stands at its top, and neither pointer nor
 * keyboard has been in it for a while. Otherwise they wait for a click.
 */
export function useReleasedWhenIdle(list: RefObject<HTMLElement | null>, changes: number, busy: boolean, release: () => void): void {
  const [touched, setTouched] = useState(0);

  useEffect(() => {
    const element = list.current;
    if (element === null) return undefined;
    const touch = () => setTouched(Date.now());
    const kinds = ["pointermove", "pointerdown", "focusin", "wheel", "touchmove"] as const;
    for (const kind of kinds) element.addEventListener(kind, touch, { passive: true });
    return () => {
      for (const kind of kinds) element.removeEventListener(kind, touch);
    };
  }, [list]);

  useEffect(() => {
    if (changes === 0 || busy) return undefined;
    const wait = Math.max(0, touched + READING_MS - Date.now());
    const timer = setTimeout(() => {
      if (window.scrollY < 40) release();
    }, wait);
    return () => clearTimeout(timer);
  }, [changes, busy, touched, release]);
}
