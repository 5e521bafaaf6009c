import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import { useHere } from "../sites/site-context";

/** The figures of the chosen site for the `days` that end with `date` (`2026-03-02`, in the site's zone). */
export function useAlarmFigures(date: string, days: number) {
  const { site } = useHere();
  return useQuery({
    queryKey: keys.alarmFigures(site.id, date, days),
    queryFn: () => data(api.GET("/api/v1/reports/alarm-figures", { params: { query: { site: site.id, date, days } } })),
    placeholderData: keepPreviousData,
    refetchInterval: 5 * 60_000,
  });
}
