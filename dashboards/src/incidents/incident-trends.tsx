import { Card } from "antd";

import { AlarmTrend } from "../alarms/alarm-trend";
import type { Alarm } from "../api/schema";
import { useAssetNames } from "../assets/use-assets";
import { useWords } from "../messages/language-context";
import styles from "./incident-view.module.css";

/** More charts than these nobody reads at once. */
const SHOWN = 4;

/** How the points of an incident's alarms went, each once, the first to alarm first. */
export function IncidentTrends({ alarms }: { readonly alarms: readonly Alarm[] }) {
  const { t } = useWords();
  const assets = useAssetNames();
  const first = new Map<string, Alarm & { readonly point: string }>();
  for (const alarm of [...alarms].sort((one, other) => one.occurred_at.localeCompare(other.occurred_at))) {
    const { point } = alarm;
    if (point !== null && !first.has(point)) first.set(point, { ...alarm, point });
  }
  if (first.size === 0) return null;
  return (
    <div className={styles.trends} data-testid="incident-trends">
      {[...first.values()].slice(0, SHOWN).map((alarm) => (
        <Card key={alarm.point} size="small" title={`${t("alarms.trend")} · ${assets.name(alarm.site, alarm.asset)}`}>
          <AlarmTrend alarm={alarm} point={alarm.point} />
        </Card>
      ))}
    </div>
  );
}
