import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { api, data } from "../../api/client";
import { keys } from "../../api/keys";
import type { RuleCheck } from "../../api/schema";
import { useSettled } from "./use-settled";
import type { Written } from "./written";

const PAUSE_MS = 400;

export interface Checked {
  /** The newest check; while `isBehind`, of what was written before. */
  readonly check: RuleCheck | undefined;
  readonly isBehind: boolean;
  readonly error: unknown;
  readonly retry: () => void;
}

/** What is written, checked once the writer pauses. */
export function useRuleCheck(site: string, written: Written): Checked {
  const settled = useSettled(written, PAUSE_MS);
  const asked = settled.source === "form" ? { definition: settled.definition } : { yaml: settled.yaml };
  const query = useQuery({
    queryKey: keys.ruleCheck(site, asked),
    queryFn: () => data(api.POST("/api/v1/rules/check", { body: { site, ...asked } })),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
  return {
    check: query.data,
    isBehind: settled !== written || query.isPlaceholderData || query.data === undefined,
    error: query.error,
    retry: () => void query.refetch(),
  };
}
