import { useQuery } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";

export function useAlarm(id: string) {
  return useQuery({ queryKey: keys.alarm(id), queryFn: () => data(api.GET("/api/v1/alarms/{alarm_id}", { params: { path: { alarm_id: id } } })) });
}
