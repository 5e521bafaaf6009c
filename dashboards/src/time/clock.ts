/** The app's clock: one tick for all ages and countdowns on the page. */
import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(changed: () => void): () => void {
  if (listeners.size === 0) {
    now = Date.now();
    timer = setInterval(() => {
      now = Date.now();
      for (const listener of listeners) listener();
    }, 1_000);
  }
  listeners.add(changed);
  return () => {
    listeners.delete(changed);
    if (listeners.size === 0) clearInterval(timer);
  };
}

/** Now (epoch ms), in steps of a second; with `stepS`, in coarser ones, so that fewer things are drawn again. */
export function useNow(stepS = 1): number {
  const step = stepS * 1_000;
  return useSyncExternalStore(subscribe, () => Math.floor(now / step) * step);
}
