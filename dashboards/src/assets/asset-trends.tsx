import { Card, Segmented, Select } from "antd";
import { useState } from "react";

import type { AssetDetail } from "../api/schema";
import { PointTrend } from "../charts/point-trend";
import { useWords } from "../messages/language-context";
import { useNow } from "../time/clock";
import styles from "./asset-page.module.css";
import { usePoints } from "./use-points";

const HOUR_MS = 3_600_000;
const RANGES = { "1h": HOUR_MS, "24h": 24 * HOUR_MS, "7d": 7 * 24 * HOUR_MS } as const;
type RangeName = keyof typeof RANGES;
/** So many charts are drawn unless somebody chooses otherwise. */
const AT_FIRST = 3;

/** The course of the chosen points over the chosen time. */
export function AssetTrends({ asset }: { readonly asset: AssetDetail }) {
  const { t, text } = useWords();
  const { data: points } = usePoints(asset.site, asset.id);
  const [range, setRange] = useState<RangeName>("1h");
  const [chosen, choose] = useState<readonly string[] | null>(null);
  const now = useNow(60) + 60_000;

  const spoken = (points ?? []).filter(({ latest }) => latest !== null);
  const measured = spoken.filter(({ kind }) => kind === "analog");
  const drawn = chosen ?? (measured.length > 0 ? measured : spoken).slice(0, AT_FIRST).map(({ id }) => id);
  if (spoken.length === 0) return null;
  return (
    <Card
      size="small"
      title={t("trend.title")}
      extra={
        <Segmented<RangeName>
          size="small"
          value={range}
          onChange={setRange}
          options={[
            { value: "1h", label: t("trend.1h") },
            { value: "24h", label: t("trend.24h") },
            { value: "7d", label: t("trend.7d") },
          ]}
        />
      }
    >
      <Select<string[]>
        mode="multiple"
        aria-label={t("trend.points")}
        value={[...drawn]}
        onChange={choose}
        options={spoken.map((point) => ({ value: point.id, label: text(point.name) }))}
        showSearch={{ optionFilterProp: "label" }}
        maxCount={8}
        style={{ width: "100%", marginBottom: 12 }}
      />
      <div className={styles.trends}>
        {spoken
          .filter(({ id }) => drawn.includes(id))
          .map((point) => (
            <section key={point.id}>
              <h3>{text(point.name)}</h3>
              <PointTrend pointId={point.id} point={point} from={now - RANGES[range]} to={now} />
            </section>
          ))}
      </div>
    </Card>
  );
}
