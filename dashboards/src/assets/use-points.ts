import { useQuery } from "@tanstack/react-query";

import { allPages } from "../api/all-pages";
import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { Point } from "../api/schema";

/** The points of an asset with their newest values when asked; the live stream brings newer ones. */
export function usePoints(site: string, asset: string) {
  return useQuery({
    queryKey: keys.points(`${site}/${asset}`),
    queryFn: () => allPages((cursor) => data(api.GET("/api/v1/points", { params: { query: { site, asset, limit: 200, cursor } } }))),
    refetchInterval: 60_000,
  });
}

/** One point of an asset; `undefined` while it loads or if it is gone. */
export function usePoint(site: string, asset: string, id: string | null): Point | undefined {
  const { data: points } = usePoints(site, asset);
  return points?.find((point) => point.id === id);
}
