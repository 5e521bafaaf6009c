import { Card, Skeleton } from "antd";
import { Link, useParams, useSearchParams } from "react-router";

import { Icon } from "../icons/icon";
import { Failure } from "../layout/failure";
import { useReadings } from "../live/live-context";
import { useWords } from "../messages/language-context";
import { AssetService } from "../permits/asset-service";
import { PlaceCard } from "../plans/place-card";
import { useHere } from "../sites/site-context";
import { AssetServiceCard } from "../visits/asset-service-card";
import { AssetAlarms } from "./asset-alarms";
import { AssetFacts } from "./asset-facts";
import { AssetHead } from "./asset-head";
import { AssetOrders } from "./asset-orders";
import styles from "./asset-page.module.css";
import { AssetTrends } from "./asset-trends";
import { DeviceList } from "./device-list";
import { LiveValues } from "./live-values";
import { AssetPicture } from "./pictures/asset-picture";
import { useAsset } from "./use-asset";

/** One asset: how it is now, how it was, what was the matter with it. */
export default function AssetPage() {
  const { t } = useWords();
  const here = useHere();
  const { id = "" } = useParams();
  const [params] = useSearchParams();
  const site = params.get("site") ?? here.site.id;
  const { data: asset, error, refetch } = useAsset(site, id);
  useReadings();

  return (
    <>
      <Link to="/assets" style={{ display: "inline-flex", alignItems: "center", minHeight: 44 }}>
        <Icon name="back" /> {t("assets.title")}
      </Link>
      {asset === undefined ? (
        error === null ? (
          <Skeleton active paragraph={{ rows: 10 }} />
        ) : (
          <Failure error={error} retry={() => void refetch()} />
        )
      ) : (
        <article className={styles.page} data-testid="asset-detail" data-asset-id={asset.id}>
          <AssetHead asset={asset} />
          <AssetService asset={asset} />
          <div className={styles.columns}>
            <div className={styles.column}>
              <AssetPicture asset={asset} />
              <Card size="small" title={t("assets.now")}>
                <LiveValues asset={asset} />
              </Card>
              <AssetTrends asset={asset} />
            </div>
            <div className={styles.column}>
              <PlaceCard site={asset.site} asset={asset.id} />
              <Card size="small" title={t("alarms.title")}>
                <AssetAlarms asset={asset} />
              </Card>
              <Card size="small" title={t("orders.title")}>
                <AssetOrders asset={asset} />
              </Card>
              <AssetServiceCard asset={asset} />
              <Card size="small" title={t("assets.devices")}>
                <DeviceList asset={asset} />
              </Card>
              <AssetFacts asset={asset} />
            </div>
          </div>
        </article>
      )}
    </>
  );
}
