import { Empty, Skeleton } from "antd";
import { useMemo } from "react";

import type { AssetDetail } from "../api/schema";
import { Failure } from "../layout/failure";
import { useWords } from "../messages/language-context";
import styles from "./asset-page.module.css";
import { LivePoint } from "./live-point";
import { useDevicesOf } from "./use-asset";
import { usePoints } from "./use-points";

/** Where nothing is known of a device: a minute is the usual interval. */
const USUAL_INTERVAL_S = 60;

/** The newest value of every point, with its age. */
export function LiveValues({ asset }: { readonly asset: AssetDetail }) {
  const { t } = useWords();
  const { data: points, error, refetch } = usePoints(asset.site, asset.id);
  const { data: devices } = useDevicesOf(asset.site, asset.id);
  const staleAfter = useMemo(() => new Map(devices?.map(({ id, interval_s }) => [id, 3 * interval_s])), [devices]);
  if (points === undefined) return error === null ? <Skeleton active paragraph={{ rows: 4 }} /> : <Failure error={error} retry={() => void refetch()} />;
  // Points that never spoke and are everywhere (battery, signal …) only fill the page.
  const spoken = points.filter(({ latest }) => latest !== null);
  if (spoken.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("assets.neverSeen")} />;
  return (
    <dl className={styles.values}>
      {spoken.map((point) => (
        <LivePoint key={point.id} point={point} staleAfterS={staleAfter.get(point.device) ?? 3 * USUAL_INTERVAL_S} />
      ))}
    </dl>
  );
}
