import { useSyncExternalStore } from "react";

let silenced: ReadonlySet<string> = new Set();
const listeners = new Set<() => void>();

/** The calls that this person has silenced here without answering them; a new call rings again. */
export function useSilenced(): ReadonlySet<string> {
  return useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => silenced,
  );
}

export function silence(ids: readonly string[]): void {
  silenced = new Set([...silenced, ...ids]);
  for (const changed of listeners) changed();
}
