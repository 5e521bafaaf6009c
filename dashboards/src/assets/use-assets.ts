import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { allPages } from "../api/all-pages";
import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { Asset } from "../api/schema";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";

/** Every asset of the chosen site. */
export function useAssets() {
  const { site } = useHere();
  return useQuery({
    queryKey: keys.assets(site.id),
    queryFn: () => allPages((cursor) => data(api.GET("/api/v1/assets", { params: { query: { site: site.id, limit: 200, cursor } } }))),
  });
}

export interface AssetNames {
  readonly get: (site: string, id: string | null) => Asset | undefined;
  /** Its name; its id until the names are here. */
  readonly name: (site: string, id: string) => string;
  /** Where it is, in words. */
  readonly place: (site: string, id: string) => string;
}

/** Names and places of assets in the reader's language. */
export function useAssetNames(): AssetNames {
  const { text } = useWords();
  const { data: assets } = useAssets();
  return useMemo(() => {
    const known = new Map(assets?.map((asset) => [`${asset.site}/${asset.id}`, asset]));
    const get = (site: string, id: string | null) => (id === null ? undefined : known.get(`${site}/${id}`));
    return {
      get,
      name: (site, id) => {
        const asset = get(site, id);
        return asset === undefined ? id : text(asset.name);
      },
      place: (site, id) => {
        const asset = get(site, id);
        return asset === undefined ? "" : text(asset.place);
      },
    };
  }, [assets, text]);
}
