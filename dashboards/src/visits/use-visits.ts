import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { allPages } from "../api/all-pages";
import { api, data } from "../api/client";
import { keys } from "../api/keys";
import { asProblem } from "../api/problem";
import type { Visit, VisitDetail, VisitStepIn, VisitStepTaken } from "../api/schema";
import { useProblemNotice } from "../layout/use-problem-notice";

const OPEN: Visit["state"][] = ["waiting", "on_site", "leaving"];

/** Which visits a list shows. */
export interface VisitFilter {
  readonly site: string;
  readonly open: boolean;
}

export function visitQuery({ site, open }: VisitFilter) {
  return { site, state: open ? OPEN : undefined };
}

/** Visits, newest first; the live stream has the list read again. */
export function useVisits(filter: VisitFilter) {
  return useInfiniteQuery({
    queryKey: keys.visits(filter),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => data(api.GET("/api/v1/visits", { params: { query: { ...visitQuery(filter), cursor: pageParam, limit: 50 } } })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function useVisit(id: string) {
  return useQuery({
    queryKey: keys.visit(id),
    queryFn: () => data(api.GET("/api/v1/visits/{visit_id}", { params: { path: { visit_id: id } } })),
  });
}

/** Take a step. If somebody was faster, say so and show what they did. */
export function useVisitStep({ id, version }: Pick<Visit, "id" | "version">) {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: ({ step, given }: { readonly step: VisitStepTaken; readonly given: Partial<VisitStepIn> }) =>
      data(
        api.POST("/api/v1/visits/{visit_id}/{step}", {
          params: { path: { visit_id: id, step }, header: { "if-match": `"${version}"` } },
          body: { note: "", ...given },
        }),
      ),
    onError: (error) => {
      tell(error);
      if (asProblem(error).conflict) void client.invalidateQueries({ queryKey: keys.visit(id) });
    },
    onSuccess: (told: VisitDetail) => {
      client.setQueryData(keys.visit(id), told);
      for (const name of ["visits", "out-of-service", "service-due"]) void client.invalidateQueries({ queryKey: [name] });
    },
  });
}

/** Who it is; the look is recorded with its reason, and nothing of it is kept here. */
export function useReveal(id: string) {
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: (reason: string) => data(api.POST("/api/v1/visits/{visit_id}/reveal", { params: { path: { visit_id: id } }, body: { reason } })),
    onError: tell,
    gcTime: 0,
  });
}

/** Equipment of the site whose service clock runs, the most urgent first. */
export function useServiceDue(site: string) {
  return useQuery({
    queryKey: keys.serviceDue(site),
    queryFn: () => allPages((cursor) => data(api.GET("/api/v1/service-due", { params: { query: { site, limit: 200, cursor } } }))),
    refetchInterval: 10 * 60_000,
  });
}
