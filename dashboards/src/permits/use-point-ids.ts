import { useQueries } from "@tanstack/react-query";

import { allPages } from "../api/all-pages";
import { api, data } from "../api/client";
import { keys } from "../api/keys";
import { useHere } from "../sites/site-context";

const NONE: ReadonlyMap<string, string> = new Map();

/** The ids of the points of some assets, by key; empty for those that are not known yet. */
export function usePointIds(assets: readonly string[]): (asset: string) => ReadonlyMap<string, string> {
  const { site } = useHere();
  const found = useQueries({
    queries: assets.map((asset) => ({
      queryKey: keys.points(`${site.id}/${asset}`),
      queryFn: () => allPages((cursor) => data(api.GET("/api/v1/points", { params: { query: { site: site.id, asset, limit: 200, cursor } } }))),
    })),
  });
  const ids = new Map(assets.map((asset, index) => [asset, new Map(found[index]?.data?.map(({ key, id }) => [key, id]) ?? [])]));
  return (asset) => ids.get(asset) ?? NONE;
}
