import { useCallback, useMemo } from "react";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { Alarm } from "../api/schema";
import { usePatchedList } from "../live/use-patched-list";
import { type AlarmFilter, alarmQuery, belongsToAlarms } from "./alarm-filter";

const newest = (alarm: Alarm) => alarm.raised_at;

/** The alarms of a filter, newest first, kept alive by the stream. */
export function useAlarms(filter: AlarmFilter, limit = 50) {
  const queryKey = useMemo(() => keys.alarms(filter), [filter]);
  const page = useCallback(
    (cursor: string | undefined) => data(api.GET("/api/v1/alarms", { params: { query: { ...alarmQuery(filter), cursor, limit } } })),
    [filter, limit],
  );
  const belongs = useCallback((alarm: Alarm) => belongsToAlarms(filter, alarm), [filter]);
  return usePatchedList<Alarm>({ queryKey, page, belongs, newest });
}
