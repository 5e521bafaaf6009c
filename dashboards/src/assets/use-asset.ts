import { useQuery } from "@tanstack/react-query";

import { allPages } from "../api/all-pages";
import { api, data } from "../api/client";
import { keys } from "../api/keys";

/** An asset with its attributes; `null`: none is asked for. */
export function useAsset(site: string, id: string | null) {
  return useQuery({
    queryKey: keys.asset(`${site}/${id ?? ""}`),
    enabled: id !== null,
    queryFn: () => data(api.GET("/api/v1/assets/{asset_id}", { params: { path: { asset_id: id ?? "" }, query: { site } } })),
    refetchInterval: 60_000,
  });
}

/** The hardware that speaks for an asset. */
export function useDevicesOf(site: string, asset: string) {
  return useQuery({
    queryKey: keys.devices(`${site}/${asset}`),
    queryFn: () => allPages((cursor) => data(api.GET("/api/v1/devices", { params: { query: { site, asset, limit: 200, cursor } } }))),
    refetchInterval: 30_000,
  });
}
