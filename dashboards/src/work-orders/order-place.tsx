import type { WorkOrder } from "../api/schema";
import { useAssetNames } from "../assets/use-assets";
import { useSpaces } from "../assets/use-spaces";
import { useWords } from "../messages/language-context";

/** Where the work is, in words: its own space, or that of its asset. */
export function OrderPlace({ order }: { readonly order: Pick<WorkOrder, "site" | "asset" | "space"> }) {
  const { text } = useWords();
  const assets = useAssetNames();
  const { data: spaces } = useSpaces();
  const space = spaces?.find(({ id }) => id === order.space);
  const words = [space && text(space.name), order.asset !== null && assets.place(order.site, order.asset)].filter(Boolean);
  return words.length === 0 ? null : <p className="quiet">{words.join(" · ")}</p>;
}
