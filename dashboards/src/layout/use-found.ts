import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useState } from "react";

import { api, data } from "../api/client";
import { useAssets } from "../assets/use-assets";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { destinations } from "./navigation";

export interface Found {
  readonly key: string;
  readonly path: string;
  readonly kind: "orders" | "assets" | "pages";
  readonly label: string;
  readonly place: string;
}

const PAUSE_MS = 200;
const OF_A_KIND = 6;

/** What `text` finds: orders by number and words (the server looks), equipment and pages by name. Without a text it is the pages. */
export function useFound(text: string): { readonly found: readonly Found[]; readonly busy: boolean } {
  const { t, text: inWords, word } = useWords();
  const { me, site } = useHere();
  const { data: assets } = useAssets();
  const wanted = useDeferredValue(text.trim().toLowerCase());
  const asked = usePaused(text.trim());
  const { data: orders, isFetching } = useQuery({
    queryKey: ["find-orders", site.id, asked],
    enabled: asked !== "",
    queryFn: () => data(api.GET("/api/v1/work-orders", { params: { query: { site: site.id, text: asked, limit: OF_A_KIND } } })),
    staleTime: 10_000,
  });

  const told = (...names: string[]) => names.some((name) => name.toLowerCase().includes(wanted));
  const found: Found[] = [
    ...(asked === "" ? [] : (orders?.items ?? [])).map(
      (order): Found => ({
        key: order.id,
        path: `/work-orders/${order.id}`,
        kind: "orders",
        label: `${order.number} ${inWords(order.title)}`,
        place: word("order.state", order.state),
      }),
    ),
    ...(wanted === "" ? [] : (assets ?? []))
      .filter((asset) => told(asset.id, asset.name.zh, asset.name.en, `${asset.place.zh}${asset.name.zh}`, `${asset.place.en} ${asset.name.en}`))
      .slice(0, OF_A_KIND)
      .map((asset): Found => ({ key: asset.id, path: `/assets/${asset.id}`, kind: "assets", label: inWords(asset.name), place: inWords(asset.place) })),
    ...destinations
      .filter(({ needs, label }) => (needs === null || me.permissions.includes(needs)) && told(t(label)))
      .slice(0, wanted === "" ? destinations.length : OF_A_KIND)
      .map(({ path, label }): Found => ({ key: path, path, kind: "pages", label: t(label), place: "" })),
  ];
  return { found, busy: isFetching || asked !== text.trim() };
}

/** `value` once it has stood still for a moment. */
function usePaused(value: string): string {
  const [paused, set] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => set(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return paused;
}
