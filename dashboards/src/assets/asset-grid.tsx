import { useMemo } from "react";
import { Link } from "react-router";

import type { Asset } from "../api/schema";
import { DeviceIcon } from "../icons/device-icon";
import { useWords } from "../messages/language-context";
import { AssetState } from "./asset-state";
import styles from "./assets-page.module.css";
import { grouped } from "./grouped";
import { AssetBrief } from "./pictures/asset-brief";
import { type Briefed, useBriefs } from "./pictures/use-briefs";

/** Assets by system, each with its state: grey while normal. */
export function AssetGrid({ assets }: { readonly assets: readonly Asset[] }) {
  const { word, text } = useWords();
  const briefOf = useBriefs();
  const systems = useMemo(() => grouped(assets, ({ system }) => system), [assets]);
  return (
    <div className={styles.systems}>
      {[...systems].map(([system, members]) => (
        <section key={system} aria-label={word("system", system)}>
          <h2 className={styles.system}>
            {word("system", system)} <span className="quiet number">{members.length}</span>
          </h2>
          <div className={styles.grid}>
            {members.map((asset) => (
              <Link
                key={asset.id}
                to={`/assets/${encodeURIComponent(asset.id)}`}
                className={styles.asset}
                data-testid="asset"
                data-asset-id={asset.id}
                data-state={asset.state}
              >
                <DeviceIcon icon={asset.icon} size={1.7} />
                <span className={styles.words}>
                  <span>{text(asset.name)}</span>
                  <span className="quiet">{text(asset.place)}</span>
                  <Brief asset={asset} brief={briefOf(asset)} />
                </span>
                <AssetState asset={asset} short />
              </Link>
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}

function Brief({ asset, brief }: { readonly asset: Asset; readonly brief: Briefed | null }) {
  return brief === null ? null : <AssetBrief asset={asset} points={brief.points} staleAfterS={brief.staleAfterS} />;
}
