import { useMemo } from "react";

import { anyAlarm, belongsToAlarms, SEVERITIES } from "../alarms/alarm-filter";
import { useAlarms } from "../alarms/use-alarms";
import type { Alarm } from "../api/schema";

const MOST = 200;

/** The worst active alarm of an asset, and how many there are. */
export interface AssetAlarm {
  readonly worst: Alarm;
  readonly count: number;
  /** Somebody has still to acknowledge one of them. */
  readonly unacknowledged: boolean;
}

const WAITS: ReadonlySet<string> = new Set(["unacknowledged", "returned_unacknowledged"]);

export function alarmsByAsset(alarms: readonly Alarm[]): ReadonlyMap<string, AssetAlarm> {
  const found = new Map<string, AssetAlarm>();
  for (const alarm of alarms) {
    const known = found.get(alarm.asset);
    const waits = WAITS.has(alarm.state);
    if (known === undefined) {
      found.set(alarm.asset, { worst: alarm, count: 1, unacknowledged: waits });
      continue;
    }
    const worse = SEVERITIES.indexOf(alarm.severity) < SEVERITIES.indexOf(known.worst.severity);
    found.set(alarm.asset, { worst: worse ? alarm : known.worst, count: known.count + 1, unacknowledged: known.unacknowledged || waits });
  }
  return found;
}

/** The active alarms of a site by asset, as they change. */
export function useAlarmsByAsset(site: string): ReadonlyMap<string, AssetAlarm> {
  const filter = useMemo(() => ({ ...anyAlarm(site), state: ["active" as const] }), [site]);
  const { list } = useAlarms(filter, MOST);
  return useMemo(
    () => alarmsByAsset([...(list?.waiting ?? []), ...(list?.items ?? [])].filter((alarm) => belongsToAlarms(filter, alarm))),
    [list, filter],
  );
}
