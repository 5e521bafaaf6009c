import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { allPages } from "../api/all-pages";
import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { OutOfService, Scope } from "../api/schema";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useHere } from "../sites/site-context";

/** What is out of service at the chosen site; the stream says when that changes. */
export function useOutOfService() {
  const { site } = useHere();
  return useQuery({
    queryKey: keys.outOfService(site.id),
    queryFn: () => allPages((cursor) => data(api.GET("/api/v1/out-of-service", { params: { query: { site: site.id, limit: 200, cursor } } }))),
  });
}

export type ServiceChange =
  | { readonly change: "take"; readonly scope: Scope; readonly reason: string; readonly until: string }
  | { readonly change: "put-back"; readonly entry: OutOfService };

/** Take equipment out of service, or put it back. */
export function useServiceChange() {
  const { site } = useHere();
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: (asked: ServiceChange) =>
      data(
        asked.change === "take"
          ? api.POST("/api/v1/out-of-service", { body: { site: site.id, scope: asked.scope, reason: asked.reason, until: asked.until } })
          : api.POST("/api/v1/out-of-service/{entry_id}/put-back", {
              params: { path: { entry_id: asked.entry.id }, header: { "if-match": `"${asked.entry.version}"` } },
              body: { note: "" },
            }),
      ),
    onError: tell,
    onSettled: () => client.invalidateQueries({ queryKey: keys.outOfService(site.id) }),
  });
}
