import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import type { NamedAsset } from "../api/schema";
import { AssetState } from "../assets/asset-state";
import { useAssetNames } from "../assets/use-assets";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import styles from "./feeding-card.module.css";

const SHOWN = 6;

interface NamedAssetsProps {
  readonly site: string;
  readonly assets: readonly NamedAsset[];
}

/** Assets by name with how they are now. */
export function NamedAssets({ site, assets }: NamedAssetsProps) {
  const { t, text } = useWords();
  const here = useHere();
  const known = useAssetNames();
  const [all, setAll] = useState(false);
  const shown = all ? assets : assets.slice(0, SHOWN);
  const search = site === here.site.id ? "" : `?site=${encodeURIComponent(site)}`;
  return (
    <>
      <ul className={styles.assets}>
        {shown.map(({ asset, name }) => {
          const state = known.get(site, asset);
          return (
            <li key={asset}>
              <Link to={`/assets/${encodeURIComponent(asset)}${search}`}>{text(name)}</Link> {state !== undefined && <AssetState asset={state} short />}
            </li>
          );
        })}
      </ul>
      {shown.length < assets.length && (
        <Button type="link" size="small" style={{ paddingInline: 0 }} onClick={() => setAll(true)}>
          {t("incidents.moreAssets", { n: assets.length - shown.length })}
        </Button>
      )}
    </>
  );
}
