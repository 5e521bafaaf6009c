import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useState } from "react";

import { api, data } from "../api/client";
import type { Found as Hit, ThingKind } from "../api/schema";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { destinations, leadsThere } from "./navigation";
import { recentFinds } from "./recent-finds";

export type FoundKind = "orders" | "assets" | "points" | "spaces" | "alarms" | "people" | "sops" | "rules" | "pages" | "recent";

export interface Found {
  readonly key: string;
  readonly path: string;
  readonly kind: FoundKind;
  readonly label: string;
  readonly place: string;
}

const PAUSE_MS = 150;
const OF_A_KIND = 6;

const KINDS: Readonly<Record<ThingKind, FoundKind>> = {
  asset: "assets",
  point: "points",
  space: "spaces",
  order: "orders",
  alarm: "alarms",
  person: "people",
  sop: "sops",
  rule: "rules",
};

/** What `text` finds: the server looks, by characters and by pinyin; pages by their names. Without a text: what was opened before, and the pages. */
export function useFound(text: string): { readonly found: readonly Found[]; readonly busy: boolean } {
  const { t, text: inWords, word } = useWords();
  const { me, site } = useHere();
  const wanted = useDeferredValue(text.trim().toLowerCase());
  const asked = usePaused(text.trim());
  const { data: hits, isFetching } = useQuery({
    queryKey: ["find", site.id, asked],
    enabled: asked !== "",
    queryFn: () => data(api.GET("/api/v1/search", { params: { query: { q: asked, site: site.id, limit: OF_A_KIND } } })),
    staleTime: 10_000,
    placeholderData: (before) => before,
  });

  function shown(hit: Hit): Found {
    const state = hit.state === null ? null : word(hit.kind === "order" ? "order.state" : "alarm.state", hit.state);
    return {
      key: `${hit.kind}/${hit.site ?? ""}/${hit.id}`,
      path: pathOf(hit),
      kind: KINDS[hit.kind],
      label: hit.number === null ? inWords(hit.title) : `${hit.number} ${inWords(hit.title)}`,
      place: [inWords(hit.place), state].filter((part) => part !== null && part !== "").join(" · "),
    };
  }

  const pages = destinations
    .filter((destination) => leadsThere(destination, me) && [t(destination.label), destination.path.slice(1)].some((name) => name.toLowerCase().includes(wanted)))
    .map(({ path, label }): Found => ({ key: path, path, kind: "pages", label: t(label), place: "" }));
  if (wanted === "") {
    const recent = recentFinds(me.username).map((one): Found => ({ ...one, key: `recent/${one.key}`, kind: "recent" }));
    return { found: [...recent, ...pages], busy: false };
  }
  const found = asked === "" ? [] : (hits?.groups ?? []).flatMap(({ items }) => items.map(shown));
  return { found: [...found, ...pages.slice(0, OF_A_KIND)], busy: isFetching || asked !== text.trim() };
}

function pathOf({ kind, id, asset }: Hit): string {
  const name = encodeURIComponent(id);
  switch (kind) {
    case "asset":
      return `/assets/${name}`;
    case "point":
      return `/trends?points=${name}`;
    case "space":
      return `/assets?space=${name}`;
    case "order":
      return `/work-orders/${name}`;
    case "alarm":
      return `/alarms/${name}`;
    case "person":
      return `/work-orders?view=table&assignee=${name}`;
    case "sop":
      return `/sops/${name}`;
    case "rule":
      return `/rules/${name}`;
    default:
      return asset === null ? "/" : `/assets/${encodeURIComponent(asset)}`;
  }
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
