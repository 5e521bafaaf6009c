import { useMemo } from "react";

import type { AssetDetail } from "../../api/schema";
import { useStreamState } from "../../live/live-context";
import { useLiveValues } from "../../live/use-live-values";
import { useNow } from "../../time/clock";
import { useDevicesOf } from "../use-asset";
import { usePoints } from "../use-points";
import { type Seen, seenOf } from "./seen";

/** Where nothing is known of a device: a minute is the usual interval. */
export const USUAL_INTERVAL_S = 60;

/** The points of an asset as they are seen now; `undefined` until they have been fetched. */
export function useSeen(asset: AssetDetail): Seen | undefined {
  const { data: points } = usePoints(asset.site, asset.id);
  const { data: devices } = useDevicesOf(asset.site, asset.id);
  const live = useLiveValues(useMemo(() => points?.map(({ id }) => id) ?? [], [points]));
  const connected = useStreamState().phase === "open";
  const now = useNow(1);
  const intervals = useMemo(() => new Map(devices?.map(({ id, interval_s }) => [id, interval_s])), [devices]);
  if (points === undefined) return undefined;
  return seenOf(points, live, { now, connected }, (device) => 3 * (intervals.get(device) ?? USUAL_INTERVAL_S));
}
