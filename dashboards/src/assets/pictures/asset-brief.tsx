import { useMemo } from "react";

import type { Asset, FormPoint } from "../../api/schema";
import { useStreamState } from "../../live/live-context";
import { useLiveValues } from "../../live/use-live-values";
import { useWords } from "../../messages/language-context";
import { useNow } from "../../time/clock";
import { briefWords, pointOfType } from "./brief";

interface AssetBriefProps {
  readonly asset: Asset;
  /** The points of its type that tell how it is. */
  readonly points: readonly FormPoint[];
  readonly staleAfterS: number;
}

/** How an asset is, in a few words beside its name; nothing where its state already says that nobody knows. */
export function AssetBrief({ asset, points: kinds, staleAfterS }: AssetBriefProps) {
  const words = useWords();
  const now = useNow(5);
  const connected = useStreamState().phase === "open";
  const points = useMemo(() => kinds.map((kind) => pointOfType(asset.site, asset.id, kind)), [asset.site, asset.id, kinds]);
  const live = useLiveValues(useMemo(() => points.map(({ id }) => id), [points]));
  if (asset.state === "offline" || asset.state === "unknown") return null;
  const brief = briefWords(points, live, { now, connected, staleAfterS }, words);
  if (brief === null) return null;
  return (
    <span className={brief.unknown ? "quiet number" : "number"} data-testid="asset-brief" data-unknown={brief.unknown}>
      {brief.words}
    </span>
  );
}
