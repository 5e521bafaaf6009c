import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import { asProblem } from "../api/problem";
import type { RuleDetail } from "../api/schema";
import { useProblemNotice } from "../layout/use-problem-notice";
import type { Definition } from "./definition";

/** What is known anew once a rule of a site has changed. */
function useRefresh(site: string, rule: string) {
  const client = useQueryClient();
  return () => {
    for (const queryKey of [keys.rules(site), keys.rule(site, rule)]) void client.invalidateQueries({ queryKey });
  };
}

/** Bring an earlier version back. If somebody was faster, say so and show theirs. */
export function useRestore({ site, id, version }: Pick<RuleDetail, "site" | "id" | "version">) {
  const tell = useProblemNotice();
  const refresh = useRefresh(site, id);
  return useMutation({
    mutationFn: ({ number, reason }: { readonly number: number; readonly reason: string }) =>
      data(
        api.POST("/api/v1/rules/{rule_id}/versions/{number}/restore", {
          params: { path: { rule_id: id, number }, header: { "if-match": `"${version}"` } },
          body: { site, reason },
        }),
      ),
    onError: tell,
    onSettled: refresh,
  });
}

interface GoLive {
  readonly definition: Definition;
  readonly reason: string;
  readonly backtestId: string;
}

/** Put a changed rule live in place of `version` (0: the files' own, or none). */
export function useGoLive(site: string, rule: string, version: number) {
  const tell = useProblemNotice();
  const refresh = useRefresh(site, rule);
  return useMutation({
    mutationFn: ({ definition, reason, backtestId }: GoLive) =>
      data(
        api.POST("/api/v1/rules/{rule_id}/versions", {
          params: { path: { rule_id: rule }, header: { "if-match": `"${version}"` } },
          body: { site, definition, reason, backtest_id: backtestId },
        }),
      ),
    onError: tell,
    onSettled: refresh,
  });
}

interface NewTrial {
  readonly definition: Definition;
  /** Epoch ms. */
  readonly since: number;
  readonly until: number;
}

/** Try a rule on the history of a site; the answer is the job. */
export function useStartBacktest(site: string) {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: ({ definition, since, until }: NewTrial) =>
      data(
        api.POST("/api/v1/rules/backtest", {
          body: { site, definition, since: new Date(since).toISOString(), until: new Date(until).toISOString() },
        }),
      ),
    onSuccess: (job) => {
      client.setQueryData(keys.backtest(job.id), job);
      void client.invalidateQueries({ queryKey: keys.backtests(site, job.rule) });
    },
    onError: (error) => tell(asProblem(error)),
  });
}
