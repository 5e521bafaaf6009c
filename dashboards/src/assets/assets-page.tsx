import { Button, Empty, Skeleton } from "antd";
import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

import { ExportButton } from "../layout/export-button";
import { Failure } from "../layout/failure";
import { Page } from "../layout/page";
import { useNarrow } from "../layout/use-media";
import { useReadings } from "../live/live-context";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { ViewsMenu } from "../views/views-menu";
import { askedOf, type AssetFilter, assetFilterOf, assetParams, chosenAssets, spacesInside } from "./asset-filter";
import { AssetFilterBar } from "./asset-filter-bar";
import { AssetGrid } from "./asset-grid";
import styles from "./assets-page.module.css";
import { SpaceTree } from "./space-tree";
import { useAssets } from "./use-assets";
import { useSpaces } from "./use-spaces";

/** Equipment by place, system and type. */
export default function AssetsPage() {
  const { t } = useWords();
  const narrow = useNarrow();
  const { site, sites } = useHere();
  // Readings come from one site at a time, and then the stream is silent about the others: here that is not worth it.
  useReadings(sites.length === 1);
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => assetFilterOf(params), [params]);
  const choose = useCallback((chosen: AssetFilter) => setParams(assetParams(chosen), { replace: true }), [setParams]);
  const { data: assets, error, refetch } = useAssets();
  const { data: spaces } = useSpaces();

  const inside = useMemo(() => (filter.space === null ? null : spacesInside(spaces ?? [], filter.space)), [filter.space, spaces]);
  const shown = useMemo(() => chosenAssets(assets ?? [], filter, inside), [assets, filter, inside]);

  if (assets === undefined) return error === null ? <Skeleton active paragraph={{ rows: 10 }} /> : <Failure error={error} retry={() => void refetch()} />;
  return (
    <Page
      title={t("assets.title")}
      actions={
        <>
          <span className="quiet number">{t("assets.count", { n: shown.length })}</span>
          <ViewsMenu page="assets" />
          <ExportButton path="/api/v1/assets" query={askedOf(filter, site.id)} name="assets" />
        </>
      }
    >
      <AssetFilterBar filter={filter} choose={choose} assets={assets} spaces={narrow ? (spaces ?? []) : null} />
      <div className={narrow ? undefined : styles.columns}>
        {!narrow && <SpaceTree spaces={spaces ?? []} assets={assets} chosen={filter.space} choose={(space) => choose({ ...filter, space })} />}
        {shown.length > 0 ? (
          <AssetGrid assets={shown} />
        ) : (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={assets.length === 0 ? t("assets.none") : t("assets.noneFound")}>
            {params.size > 0 && <Button onClick={() => setParams({})}>{t("list.clearFilter")}</Button>}
          </Empty>
        )}
      </div>
    </Page>
  );
}
