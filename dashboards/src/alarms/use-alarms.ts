import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { Alarm } from "../api/schema";
import { usePatchedList } from "../live/use-patched-list";
import { type AlarmFilter, alarmQuery, belongsToAlarms } from "./alarm-filter";

const newest = (alarm: Alarm) => alarm.raised_at;

/** The alarms of a filter, newest first unless it says otherwise, kept alive by the stream. */
export function useAlarms(filter: AlarmFilter, limit = 50) {
  const queryKey = useMemo(() => keys.alarms(filter), [filter]);
  const page = useCallback(
    (cursor: string | undefined) => data(api.GET("/api/v1/alarms", { params: { query: { ...alarmQuery(filter), cursor, limit } } })),
    [filter, limit],
  );
  const belongs = useCallback((alarm: Alarm) => belongsToAlarms(filter, alarm), [filter]);
  const list = usePatchedList<Alarm>({ queryKey, page, belongs, newest });
  // What waits goes on top of the newest; where it goes in another order only the server knows.
  const client = useQueryClient();
  const again = useCallback(() => void client.invalidateQueries({ queryKey }), [client, queryKey]);
  return filter.sort === "-raised" ? list : { ...list, release: again };
}
