import { useEffect, useState } from "react";

const STILL_MS = 5_000;

/** Whether somebody has moved the pointer or touched the screen within the last seconds: else it shows no cursor and no buttons. */
export function useAwake(): boolean {
  const [awake, set] = useState(true);
  useEffect(() => {
    let timer = setTimeout(() => set(false), STILL_MS);
    const wake = () => {
      clearTimeout(timer);
      timer = setTimeout(() => set(false), STILL_MS);
      set(true);
    };
    for (const name of ["pointermove", "pointerdown", "keydown"] as const) addEventListener(name, wake, { passive: true });
    return () => {
      clearTimeout(timer);
      for (const name of ["pointermove", "pointerdown", "keydown"] as const) removeEventListener(name, wake);
    };
  }, []);
  return awake;
}
