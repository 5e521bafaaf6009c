import { useQuery, useQueryClient } from "@tanstack/react-query";

import { allPages } from "../api/all-pages";
import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { Alarm } from "../api/schema";

/** So many assets are asked for what feeds them; the tree of a larger incident is flat beyond them. */
const MOST_ASSETS = 60;
const STEADY = { staleTime: 10 * 60_000 };

/** What each asset of an incident directly needs, as far as the site file says; empty until it is known. */
export function useSources(site: string, alarms: readonly Alarm[]): ReadonlyMap<string, readonly string[]> {
  const client = useQueryClient();
  const assets = [...new Set(alarms.map(({ asset }) => asset))].sort();
  const fed = [...new Set(alarms.filter(({ explained_by }) => explained_by.includes("power") || explained_by.includes("water")).map(({ asset }) => asset))].sort();
  const speaks = alarms.some(({ explained_by }) => explained_by.includes("network"));
  const { data: sources } = useQuery({
    queryKey: keys.sources(site, assets),
    queryFn: async () => {
      const found = new Map<string, string[]>();
      const waiting = [...fed];
      const known = new Set(fed);
      while (waiting.length > 0 && known.size <= MOST_ASSETS) {
        const ring = waiting.splice(0);
        const details = await Promise.all(
          ring.map((id) =>
            client.query({
              queryKey: keys.asset(`${site}/${id}`),
              queryFn: () => data(api.GET("/api/v1/assets/{asset_id}", { params: { path: { asset_id: id }, query: { site } } })),
              ...STEADY,
            }),
          ),
        );
        for (const { id, fed_by } of details) {
          found.set(id, [...fed_by]);
          for (const source of fed_by) {
            // What has an alarm itself is a place to hang things on: nobody has to look behind it.
            if (known.has(source) || assets.includes(source)) continue;
            known.add(source);
            waiting.push(source);
          }
        }
      }
      if (speaks) for (const [asset, gateway] of await gatewaysOf(site)) found.set(asset, [gateway, ...(found.get(asset) ?? [])]);
      return found;
    },
    ...STEADY,
  });
  return sources ?? NOTHING;
}

const NOTHING: ReadonlyMap<string, readonly string[]> = new Map();

/** The gateway asset through which each asset speaks. */
async function gatewaysOf(site: string): Promise<Map<string, string>> {
  const devices = await allPages((cursor) => data(api.GET("/api/v1/devices", { params: { query: { site, limit: 200, cursor } } })));
  const assetOf = new Map(devices.map(({ id, assets }) => [id, assets[0]]));
  const found = new Map<string, string>();
  for (const { assets, gateway } of devices) {
    const through = gateway === null ? undefined : assetOf.get(gateway);
    if (through !== undefined) for (const asset of assets) if (asset !== through) found.set(asset, through);
  }
  return found;
}
