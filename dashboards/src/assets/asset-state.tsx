import type { Asset } from "../api/schema";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";

interface AssetStateProps {
  readonly asset: Pick<Asset, "state" | "severity">;
  /** Nothing for what is normal, no word for an alarm. */
  readonly short?: boolean;
}

/** How an asset is: the worst alarm, out of reach, or quietly normal. */
export function AssetState({ asset, short = false }: AssetStateProps) {
  const { word } = useWords();
  if (asset.severity !== null) return <SeverityMark severity={asset.severity} wordless={short} />;
  if (short && asset.state === "normal") return null;
  return <span className="quiet">{word("asset.state", asset.state)}</span>;
}
