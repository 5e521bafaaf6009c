import type { Whistle } from "../api/schema";
import { useAssetNames } from "../assets/use-assets";
import { useSpaces } from "../assets/use-spaces";
import { useWords } from "../messages/language-context";

/** Where it is, in words; nothing if nobody said. */
export function WhistlePlace({ whistle }: { readonly whistle: Pick<Whistle, "site" | "space" | "asset"> }) {
  const { text } = useWords();
  const assets = useAssetNames();
  const { data: spaces } = useSpaces();
  const { site, asset, space } = whistle;
  if (asset !== null) return <>{`${assets.place(site, asset)} ${assets.name(site, asset)}`}</>;
  const found = spaces?.find((one) => one.site === site && one.id === space);
  return found === undefined ? null : <>{text(found.name)}</>;
}
