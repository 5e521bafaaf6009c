import { useMemo, useSyncExternalStore } from "react";

import { Followed } from "./followed";
import { useLive } from "./live-context";
import type { LiveValue } from "./reading-store";

/** The newest live values of some points, by point; those that the stream has not brought yet are missing. */
export function useLiveValues(points: readonly string[]): ReadonlyMap<string, LiveValue> {
  const { readings } = useLive();
  const names = points.join("\n");
  const followed = useMemo(() => new Followed(readings, names === "" ? [] : names.split("\n")), [readings, names]);
  return useSyncExternalStore(followed.subscribe, followed.snapshot);
}
