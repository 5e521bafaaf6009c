import { useQuery } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";

/** An alarm with what stands around it; `null`: none is asked for. */
export function useAlarm(id: string | null) {
  return useQuery({
    queryKey: keys.alarm(id ?? ""),
    enabled: id !== null,
    queryFn: () => data(api.GET("/api/v1/alarms/{alarm_id}", { params: { path: { alarm_id: id ?? "" } } })),
  });
}
