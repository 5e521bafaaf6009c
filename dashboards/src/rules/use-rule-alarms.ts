import { useQuery } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import { useNow } from "../time/clock";

export const RULE_ALARMS_DAYS = 30;
const HOUR_MS = 3_600_000;
const MOST = 200;

/** The alarms of a rule in the last thirty days, newest first; the first 200. */
export function useRuleAlarms(site: string, rule: string) {
  const hour = useNow(3_600);
  const since = new Date(hour - RULE_ALARMS_DAYS * 24 * HOUR_MS).toISOString();
  return useQuery({
    queryKey: keys.ruleAlarms(site, rule, since),
    queryFn: () => data(api.GET("/api/v1/alarms", { params: { query: { site, rule, since, limit: MOST } } })),
    placeholderData: (before) => before,
  });
}
