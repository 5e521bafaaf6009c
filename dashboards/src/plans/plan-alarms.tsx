import { useMemo } from "react";
import { Link } from "react-router";

import type { FloorPlan } from "../api/schema";
import { SEVERITIES } from "../alarms/alarm-filter";
import { AlarmState } from "../alarms/alarm-state";
import { spacesInside } from "../assets/asset-filter";
import { useAssetNames, useAssets } from "../assets/use-assets";
import { useSpaces } from "../assets/use-spaces";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import { Age } from "../time/age";
import { type AssetAlarm, useAlarmsByAsset } from "./alarms-here";
import styles from "./plans.module.css";
import { WHOLE_SITE } from "./use-plans";

/** The worst alarm of each asset of a space, as a list: the plan in words. */
export function usePlanAlarms(site: string, space: string, plan: FloorPlan | null): readonly AssetAlarm[] {
  const { data: assets } = useAssets();
  const { data: spaces } = useSpaces();
  const alarms = useAlarmsByAsset(site);
  return useMemo(() => {
    const inside = space === WHOLE_SITE ? null : spacesInside(spaces ?? [], space);
    const on = new Set(plan?.placements.map(({ asset }) => asset));
    const here = (assets ?? []).filter((asset) => inside === null || inside.has(asset.space) || on.has(asset.id));
    return here
      .flatMap(({ id }) => alarms.get(id) ?? [])
      .sort((one, other) => SEVERITIES.indexOf(one.worst.severity) - SEVERITIES.indexOf(other.worst.severity));
  }, [assets, spaces, alarms, space, plan]);
}

export function PlanAlarms({ alarms }: { readonly alarms: readonly AssetAlarm[] }) {
  const { t, text } = useWords();
  const assets = useAssetNames();
  if (alarms.length === 0) return <p className="quiet">{t("plans.calm")}</p>;
  return (
    <ul className={styles.rows}>
      {alarms.map(({ worst, unacknowledged }) => (
        <li key={worst.id} data-testid="plan-alarm" data-alarm-id={worst.id}>
          <span className={styles.bar}>
            <SeverityMark severity={worst.severity} blinks={unacknowledged} />
            <AlarmState alarm={worst} />
            <span className="quiet">
              <Age at={worst.raised_at} />
            </span>
          </span>
          <Link to={`/alarms/${worst.id}`}>{text(worst.message)}</Link>
          <span className="quiet">{assets.place(worst.site, worst.asset)}</span>
        </li>
      ))}
    </ul>
  );
}
