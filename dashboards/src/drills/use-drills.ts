import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { allPages } from "../api/all-pages";
import { api, authorisedFetch, data } from "../api/client";
import { keys } from "../api/keys";
import { asProblem, problemOf } from "../api/problem";
import type { Drill, DrillDetail, DrillSigner, DrillState, NewDrill } from "../api/schema";
import { save } from "../layout/download";
import { useProblemNotice } from "../layout/use-problem-notice";

/** While a drill runs its score moves, and nothing of it comes by the live stream: so often it is read again. */
const RUNNING_MS = 3_000;
const NOW_MS = 30_000;

/** Which drills a list shows. */
export interface DrillListFilter {
  readonly site: string;
  readonly states: readonly DrillState[];
}

export function drillQuery({ site, states }: DrillListFilter) {
  return { site, state: states.length === 0 ? undefined : [...states] };
}

/** Drills, the latest beginning first; the live stream has the list read again. */
export function useDrills(filter: DrillListFilter) {
  return useInfiniteQuery({
    queryKey: keys.drills(filter),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => data(api.GET("/api/v1/drills", { params: { query: { ...drillQuery(filter), cursor: pageParam, limit: 50 } } })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

/** Drills of this person's sites that run now or were broken off by a real alarm lately, the latest beginning first. */
export function useDrillsNow(): readonly Drill[] {
  const { data: drills } = useQuery({
    queryKey: keys.drills("now"),
    queryFn: async () => (await data(api.GET("/api/v1/drills", { params: { query: { state: ["running", "interrupted"], limit: 20 } } }))).items,
    refetchInterval: NOW_MS,
  });
  return drills ?? [];
}

export function useDrill(id: string) {
  return useQuery({
    queryKey: keys.drill(id),
    queryFn: () => data(api.GET("/api/v1/drills/{drill_id}", { params: { path: { drill_id: id } } })),
    refetchInterval: ({ state }) => (state.data?.state === "running" ? RUNNING_MS : false),
  });
}

export function useDrillCalendar(site: string, year: number) {
  return useQuery({
    queryKey: keys.drillCalendar(site, year),
    queryFn: () => data(api.GET("/api/v1/drills/calendar", { params: { query: { site, year } } })),
  });
}

/** What virtual devices can play at the site; those that call for the plan come first. */
export function useDrillScenarios(site: string, plan: string | null) {
  return useQuery({
    queryKey: keys.drillScenarios(site, plan),
    queryFn: () => allPages((cursor) => data(api.GET("/api/v1/drills/scenarios", { params: { query: { site, plan, cursor, limit: 200 } } }))),
    staleTime: 10 * 60_000,
    retry: false,
  });
}

/** Plan a drill. */
export function usePlanDrill() {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: (body: NewDrill) => data(api.POST("/api/v1/drills", { body })),
    onError: tell,
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: ["drills"] }), client.invalidateQueries({ queryKey: ["drill-calendar"] })]),
  });
}

/** Plan one otherwise. */
export function useChangeDrill() {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: ({ drill, body }: { readonly drill: DrillDetail; readonly body: NewDrill }) =>
      data(api.PUT("/api/v1/drills/{drill_id}", { params: { path: { drill_id: drill.id }, header: { "if-match": `"${drill.version}"` } }, body })),
    onError: tell,
    onSuccess: (told) => {
      client.setQueryData(keys.drill(told.id), told);
      for (const name of ["drills", "drill-calendar"]) void client.invalidateQueries({ queryKey: [name] });
    },
  });
}

export type DrillWrite =
  | { readonly step: "start" }
  | { readonly step: "stop" | "cancel"; readonly reason: string }
  | { readonly step: "note"; readonly note: string };

/** Take a step with a drill. If somebody was faster, say so and show what they did. */
export function useDrillWrite({ id, version }: Pick<Drill, "id" | "version">) {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: (write: DrillWrite) => data(sent(id, version, write)),
    onError: (error) => {
      tell(error);
      if (asProblem(error).conflict) void client.invalidateQueries({ queryKey: keys.drill(id) });
    },
    onSuccess: (told: DrillDetail) => {
      client.setQueryData(keys.drill(id), told);
      for (const name of ["drills", "drill-calendar", "plan-runs"]) void client.invalidateQueries({ queryKey: [name] });
    },
  });
}

function sent(id: string, version: number, write: DrillWrite) {
  const path = { drill_id: id };
  const read = { path, header: { "if-match": `"${version}"` } };
  switch (write.step) {
    case "start":
      return api.POST("/api/v1/drills/{drill_id}/start", { params: read, body: {} });
    case "stop":
      // Whatever has changed meanwhile: it ends.
      return api.POST("/api/v1/drills/{drill_id}/stop", { params: { path }, body: { reason: write.reason } });
    case "cancel":
      return api.POST("/api/v1/drills/{drill_id}/cancel", { params: read, body: { reason: write.reason } });
    case "note":
      return api.POST("/api/v1/drills/{drill_id}/note", { params: { path }, body: { note: write.note } });
  }
}

/** Put a drawn signature under the record. */
export function useSignDrill(id: string) {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: ({ picture, name, as }: { readonly picture: Blob; readonly name: string; readonly as: DrillSigner }) => {
      const form = new FormData();
      form.append("file", picture, "signature.png");
      form.append("signed_by", name);
      form.append("signed_as", as);
      return data(
        api.POST("/api/v1/drills/{drill_id}/sign", {
          params: { path: { drill_id: id } },
          // The description types a file as text; the form data is what is sent.
          body: form as never,
          bodySerializer: (body: unknown) => body as FormData,
        }),
      );
    },
    onError: tell,
    onSettled: () => client.invalidateQueries({ queryKey: keys.drill(id) }),
  });
}

/** Have the record set and save it as PDF. */
export async function printRecord(id: string, language: string): Promise<void> {
  const answer = await authorisedFetch(new Request(`/api/v1/drills/${encodeURIComponent(id)}/record.pdf?lang=${language}`));
  if (!answer.ok) throw problemOf(answer.status, await answer.json().catch(() => null));
  const named = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "");
  save(await answer.blob(), named?.[1] ?? "drill-record.pdf");
}
