import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { api, data } from "../../../api/client";
import type { PlanCheck, PlanDocument } from "../../../api/schema";
import { useSettled } from "../../../rules/editor/use-settled";

const PAUSE_MS = 400;

export interface PlanChecked {
  readonly check: PlanCheck | undefined;
  /** `check` is of what was written before. */
  readonly isBehind: boolean;
}

/** What is wrong with the plan as it is written, asked once the writer pauses. */
export function usePlanCheck(site: string, plan: PlanDocument): PlanChecked {
  const settled = useSettled(plan, PAUSE_MS);
  const query = useQuery({
    queryKey: ["plan-check", site, settled],
    queryFn: () => data(api.POST("/api/v1/plans/check", { body: { site, plan: settled } })),
    placeholderData: keepPreviousData,
    gcTime: 30_000,
  });
  return { check: query.data, isBehind: settled !== plan || query.isPlaceholderData || query.data === undefined };
}
