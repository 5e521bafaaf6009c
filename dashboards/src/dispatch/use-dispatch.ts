import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { GiveOrder } from "../api/schema";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";

/** What waits at the site and whom Steward proposes. The stream refreshes it with every order; duty has no events, so it is asked again. */
export function useProposal() {
  const { site } = useHere();
  return useQuery({
    queryKey: keys.dispatch(site.id),
    queryFn: () => data(api.GET("/api/v1/dispatch/proposal", { params: { query: { site: site.id } } })),
    refetchInterval: 30_000,
  });
}

/** Everybody for one order, the best first. */
export function useCandidates(order: string) {
  return useQuery({
    queryKey: keys.candidates(order),
    queryFn: () => data(api.GET("/api/v1/work-orders/{order_id}/candidates", { params: { path: { order_id: order } } })),
    staleTime: 5_000,
  });
}

/** Give orders away with a word about why (`note`); what somebody else was faster with is told, and what is there now is shown. */
export function useGive(note = "") {
  const client = useQueryClient();
  const { notification, message } = App.useApp();
  const { t, text } = useWords();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: (items: readonly GiveOrder[]) => data(api.POST("/api/v1/dispatch", { body: { items: [...items], note } })),
    onSuccess: ({ items }) => {
      const given = items.filter(({ done }) => done).length;
      if (given > 0) void message.success(t("dispatch.given", { n: given }));
      const problems = items.flatMap(({ problem }) => (problem === null ? [] : [text(problem)]));
      if (problems.length > 0) notification.warning({ title: t("dispatch.notGiven", { n: problems.length }), description: [...new Set(problems)].join("；") });
    },
    onError: tell,
    onSettled: (_, __, items) => {
      for (const { order_id: order } of items) {
        for (const key of [keys.order(order), keys.candidates(order)]) void client.invalidateQueries({ queryKey: key });
      }
      return client.invalidateQueries({ queryKey: ["dispatch"] });
    },
  });
}
