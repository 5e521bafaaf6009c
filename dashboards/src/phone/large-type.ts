import { useSyncExternalStore } from "react";

import { recall, remember } from "../layout/preferences";

const listeners = new Set<() => void>();

/** Whether this phone shows calls in large type (大字). */
export function useLargeType(): readonly [boolean, (large: boolean) => void] {
  const large = useSyncExternalStore(subscribe, () => recall("phone.type") === "large");
  return [large, choose];
}

function subscribe(changed: () => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

function choose(large: boolean): void {
  remember("phone.type", large ? "large" : "usual");
  for (const changed of listeners) changed();
}
