import { createContext, useContext, useEffect, useSyncExternalStore } from "react";

import { ReadingStore, type LiveValue } from "./reading-store";
import type { StreamState } from "./stream";

export interface Live {
  readonly readings: ReadingStore;
  readonly subscribe: (changed: () => void) => () => void;
  readonly state: () => StreamState;
  readonly hurry: () => void;
  readonly dismiss: () => void;
  /** Readings are wanted from now on; returns the end of it. The stream carries them only while somebody looks. */
  readonly wantReadings: () => () => void;
}

export const LiveContext = createContext<Live | null>(null);

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (live === null) throw new Error("useLive needs a LiveProvider around it");
  return live;
}

export function useStreamState(): StreamState {
  const live = useLive();
  return useSyncExternalStore(live.subscribe, live.state);
}

/** Keep readings coming while this is shown, unless they are not `wanted`. */
export function useReadings(wanted = true): void {
  const { wantReadings } = useLive();
  useEffect(() => (wanted ? wantReadings() : undefined), [wanted, wantReadings]);
}

/** The newest live value of a point; `undefined` until the stream has brought one. */
export function useLiveValue(point: string | null): LiveValue | undefined {
  const { readings } = useLive();
  return useSyncExternalStore(
    (changed) => (point === null ? () => undefined : readings.follow(point, changed)),
    () => (point === null ? undefined : readings.get(point)),
  );
}
