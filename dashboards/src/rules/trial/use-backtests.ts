import { useQuery } from "@tanstack/react-query";

import { api, data } from "../../api/client";
import { keys } from "../../api/keys";
import type { Backtest } from "../../api/schema";

const WATCH_MS = 1_000;
const WATCH_LIST_MS = 4_000;

/** Whether a backtest still waits or runs. */
export function isUnderWay({ state }: Pick<Backtest, "state">): boolean {
  return state === "waiting" || state === "running";
}

/** The last backtests of a rule at a site, newest first, without their results; asked again while one is under way. */
export function useBacktests(site: string, rule: string | null) {
  return useQuery({
    queryKey: keys.backtests(site, rule ?? ""),
    queryFn: () => data(api.GET("/api/v1/rules/{rule_id}/backtests", { params: { path: { rule_id: rule ?? "" }, query: { site, limit: 20 } } })),
    enabled: rule !== null,
    select: ({ items }) => items,
    staleTime: 5_000,
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) === true ? WATCH_LIST_MS : false),
  });
}

/** One backtest with its result; while it is under way, how far it is. */
export function useBacktest(id: string | null) {
  return useQuery({
    queryKey: keys.backtest(id ?? ""),
    queryFn: () => data(api.GET("/api/v1/rules/backtests/{backtest_id}", { params: { path: { backtest_id: id ?? "" } } })),
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data === undefined || isUnderWay(state.data) ? WATCH_MS : false),
  });
}
