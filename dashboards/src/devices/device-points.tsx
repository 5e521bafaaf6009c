import { Empty } from "antd";

import type { Point } from "../api/schema";
import assetStyles from "../assets/asset-page.module.css";
import { LivePoint } from "../assets/live-point";
import { useWords } from "../messages/language-context";

interface DevicePointsProps {
  readonly points: readonly Point[];
  /** Older than this (seconds), a value is not shown as if it were true. */
  readonly staleAfterS: number;
}

/** The points that a device publishes, with their values; those that it never measured by name alone. */
export function DevicePoints({ points, staleAfterS }: DevicePointsProps) {
  const { t, text } = useWords();
  if (points.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("devices.noPoints")} />;
  const never = points.filter(({ latest }) => latest === null);
  return (
    <div data-testid="device-points">
      {never.length < points.length && (
        <dl className={assetStyles.values}>
          {points
            .filter(({ latest }) => latest !== null)
            .map((point) => (
              <LivePoint key={point.id} point={point} staleAfterS={staleAfterS} />
            ))}
        </dl>
      )}
      {never.length > 0 && (
        <p className="quiet" style={{ marginTop: 10 }}>
          {t("devices.neverMeasured")}: {never.map(({ name }) => text(name)).join(t("list.comma"))}
        </p>
      )}
    </div>
  );
}
