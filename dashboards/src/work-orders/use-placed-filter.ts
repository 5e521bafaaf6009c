import { useMemo } from "react";

import { useAssets } from "../assets/use-assets";
import { useSpaces } from "../assets/use-spaces";
import type { OrderFilter } from "./order-filter";

/** The filter with what lies in its space, so that live changes can be judged too. */
export function usePlacedFilter(filter: OrderFilter): OrderFilter {
  const { data: assets } = useAssets();
  const { data: spaces } = useSpaces();
  return useMemo(() => {
    if (filter.space === null || assets === undefined || spaces === undefined) return filter;
    const inside = new Set([filter.space]);
    // A space comes after the one that it lies in, or else this takes another round.
    for (let before = 0; before !== inside.size; ) {
      before = inside.size;
      for (const { id, parent } of spaces) if (parent !== null && inside.has(parent)) inside.add(id);
    }
    return { ...filter, inside: [...inside, ...assets.filter(({ space }) => inside.has(space)).map(({ id }) => id)] };
  }, [filter, assets, spaces]);
}
