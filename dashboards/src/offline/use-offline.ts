import { useSyncExternalStore } from "react";

import { type QueueState } from "./queue";
import { queue, reach, savedReading } from "./sending";

export function useQueue(): QueueState {
  return useSyncExternalStore(queue.subscribe, queue.snapshot);
}

/** Since when the server has been out of reach (epoch ms), and how old what is shown may be. */
export function useReach(): { readonly lostSince: number | null; readonly shownSince: number | null } {
  const lostSince = useSyncExternalStore(reach.subscribe, reach.lostSince);
  const shownSince = useSyncExternalStore(savedReading.subscribe, savedReading.shownSince);
  return { lostSince, shownSince };
}
