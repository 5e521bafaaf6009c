import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { allPages } from "../api/all-pages";
import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { NewDuty } from "../api/schema";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useHere } from "../sites/site-context";

const DAYS = 7;

/** Who is on duty at the site from now on, for a week. */
export function useDuty() {
  const { site } = useHere();
  return useQuery({
    queryKey: keys.duty(site.id),
    queryFn: () => {
      const until = new Date(Date.now() + DAYS * 86_400_000).toISOString();
      return allPages((cursor) => data(api.GET("/api/v1/duty", { params: { query: { site: site.id, until, limit: 200, cursor } } })));
    },
    refetchInterval: 60_000,
  });
}

/** Whether I am on duty. */
export function useMyDuty() {
  return useQuery({ queryKey: keys.myDuty, queryFn: () => data(api.GET("/api/v1/me/duty")), refetchInterval: 60_000 });
}

export type DutyWrite =
  | { readonly kind: "add"; readonly duty: NewDuty }
  | { readonly kind: "end"; readonly id: string }
  | { readonly kind: "me"; readonly on: boolean };

/** Put somebody on the list or take them off, oneself too. */
export function useDutyWrite() {
  const client = useQueryClient();
  const tell = useProblemNotice();
  const { site } = useHere();
  return useMutation({
    mutationFn: async (write: DutyWrite): Promise<void> => {
      if (write.kind === "add") await data(api.POST("/api/v1/duty", { body: write.duty }));
      else if (write.kind === "end") await data(api.DELETE("/api/v1/duty/{duty_id}", { params: { path: { duty_id: write.id } } }));
      else await data(api.POST("/api/v1/me/duty", { body: { on: write.on, site: site.id } }));
    },
    onError: tell,
    onSettled: () => {
      for (const queryKey of [["duty"], ["dispatch"], keys.myDuty]) void client.invalidateQueries({ queryKey });
    },
  });
}
