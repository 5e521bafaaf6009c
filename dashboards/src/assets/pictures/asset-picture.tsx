import { Card } from "antd";

import type { AssetDetail } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import { BesideView } from "./beside-view";
import { DrawingView } from "./drawings/drawing-view";
import { GaugeList } from "./gauge-list";
import { painterOf } from "./painters";
import styles from "./pictures.module.css";
import { PumpList } from "./pump-list";
import { sentence } from "./say";
import { StateList } from "./state-list";
import { useSeen } from "./use-seen";

/** How the asset is now, drawn as suits its type; it follows the live values. */
export function AssetPicture({ asset }: { readonly asset: AssetDetail }) {
  const words = useWords();
  const seen = useSeen(asset);
  if (seen === undefined) return null;
  const { drawing, told, states, pumps, gauges, beside } = painterOf(asset.type)(seen, asset);
  return (
    <Card size="small" title={words.t("picture.title")}>
      <div className={styles.picture} data-testid="asset-picture" data-type={asset.type}>
        <div className={styles.drawing}>
          <DrawingView drawing={drawing} icon={asset.icon} label={sentence(told, pumps, words)} />
        </div>
        <div className={styles.aside}>
          {seen.spoken ? <StateList states={states} /> : <p className="quiet">{words.t("picture.nothingYet")}</p>}
          {seen.spoken && <PumpList pumps={pumps} />}
          <GaugeList gauges={gauges} />
        </div>
        {beside !== null && <BesideView beside={beside} asset={asset} seen={seen} />}
      </div>
    </Card>
  );
}
