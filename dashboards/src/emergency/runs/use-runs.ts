import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, data } from "../../api/client";
import { keys } from "../../api/keys";
import { asProblem } from "../../api/problem";
import type { Attachment, Department, NewPlanRun, PlanKind, PlanRun, PlanRunDetail, RunState } from "../../api/schema";
import { shrunk } from "../../files/shrunk";
import { useProblemNotice } from "../../layout/use-problem-notice";

const UNDER_WAY: RunState[] = ["running", "proposed"];
const OVER: RunState[] = ["stood_down", "false_alarm", "declined", "interrupted"];

/** Which runs a list shows. */
export interface RunFilter {
  readonly site: string;
  readonly over: boolean;
  readonly kind: PlanKind | null;
}

export function runQuery({ site, over, kind }: RunFilter) {
  return { site, state: over ? OVER : UNDER_WAY, kind: kind ?? undefined };
}

/** Runs, newest first; the live stream has the list read again. */
export function useRuns(filter: RunFilter) {
  return useInfiniteQuery({
    queryKey: keys.planRuns(filter),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => data(api.GET("/api/v1/plan-runs", { params: { query: { ...runQuery(filter), cursor: pageParam, limit: 50 } } })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

const NO_RUNS: readonly PlanRun[] = [];

/** Those under way at a site: what the banner of every page tells. `asked`: nothing more is to be heard of them for now. */
export function useRunsUnderWay(site: string): { readonly runs: readonly PlanRun[]; readonly asked: boolean } {
  const { data: page, isPending, fetchStatus } = useQuery({
    queryKey: keys.planRuns({ site, banner: true }),
    queryFn: () => data(api.GET("/api/v1/plan-runs", { params: { query: { site, state: UNDER_WAY, limit: 20 } } })),
    // Somebody without a network reads what is kept; this is not worth a second try.
    retry: false,
  });
  return { runs: page?.items ?? NO_RUNS, asked: !isPending || fetchStatus === "paused" };
}

export function useRun(id: string) {
  return useQuery({
    queryKey: keys.planRun(id),
    queryFn: () => data(api.GET("/api/v1/plan-runs/{run_id}", { params: { path: { run_id: id } } })),
    // Who stands on a post changes with the shift, and nothing says so of the run.
    refetchInterval: 60_000,
  });
}

export function useStartablePlans(site: string) {
  return useQuery({
    queryKey: ["startable-plans", site],
    queryFn: async () => (await data(api.GET("/api/v1/plan-runs/plans", { params: { query: { site } } }))).items,
  });
}

/** Start a plan by hand. */
export function useStartByHand() {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: (body: NewPlanRun) => data(api.POST("/api/v1/plan-runs", { body })),
    onError: tell,
    onSuccess: () => client.invalidateQueries({ queryKey: ["plan-runs"] }),
  });
}

export type RunWrite =
  | { readonly what: "start" }
  | { readonly what: "decline"; readonly reason: string }
  | { readonly what: "take-command"; readonly to: string | null }
  | { readonly what: "stand-down"; readonly outcome: string }
  | { readonly what: "false-alarm"; readonly cause: string; readonly photo: string | null }
  | { readonly what: "message"; readonly text: string }
  | { readonly what: "note"; readonly note: string }
  | { readonly what: "call"; readonly contact: string; readonly reached: boolean }
  | { readonly what: "check-in"; readonly department: Department }
  | { readonly what: "done"; readonly step: string; readonly note?: string; readonly value?: number | null; readonly files?: readonly string[] }
  | { readonly what: "undo" | "skip"; readonly step: string; readonly reason: string };

/** Say something to a run. Steps of several people at once are no conflict; a decision about the whole is made against what was read. */
export function useRunWrite({ id, version }: Pick<PlanRun, "id" | "version">) {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: (write: RunWrite) => data(sent(id, version, write)),
    onError: (error) => {
      tell(error);
      if (asProblem(error).conflict) void client.invalidateQueries({ queryKey: keys.planRun(id) });
    },
    onSuccess: (told: PlanRunDetail) => {
      client.setQueryData(keys.planRun(id), told);
      void client.invalidateQueries({ queryKey: ["plan-runs"] });
    },
  });
}

export type WriteRun = ReturnType<typeof useRunWrite>;

/** Add a picture to a run, made small first; its id goes with a step. */
export async function addPicture(id: string, file: File): Promise<Attachment> {
  const form = new FormData();
  form.append("file", await shrunk(file));
  // The description types a file as text; the form data is what is sent.
  return data(api.POST("/api/v1/plan-runs/{run_id}/files", { params: { path: { run_id: id } }, body: form as never, bodySerializer: (body: unknown) => body as FormData }));
}

function sent(id: string, version: number, write: RunWrite) {
  const path = { run_id: id };
  const params = { path, header: { "if-match": `"${version}"` } };
  switch (write.what) {
    case "start":
      // One more alarm that joined meanwhile is no reason not to start.
      return api.POST("/api/v1/plan-runs/{run_id}/start", { params: { path }, body: {} });
    case "decline":
      return api.POST("/api/v1/plan-runs/{run_id}/decline", { params, body: { reason: write.reason } });
    case "take-command":
      return api.POST("/api/v1/plan-runs/{run_id}/take-command", { params: { path }, body: { to: write.to } });
    case "stand-down":
      return api.POST("/api/v1/plan-runs/{run_id}/stand-down", { params: { path }, body: { outcome: write.outcome } });
    case "false-alarm":
      return api.POST("/api/v1/plan-runs/{run_id}/false-alarm", { params: { path }, body: { cause: write.cause, photo: write.photo } });
    case "message":
      return api.POST("/api/v1/plan-runs/{run_id}/message", { params: { path }, body: { text: write.text } });
    case "note":
      return api.POST("/api/v1/plan-runs/{run_id}/note", { params: { path }, body: { note: write.note } });
    case "call":
      return api.POST("/api/v1/plan-runs/{run_id}/call", { params: { path }, body: { contact: write.contact, reached: write.reached, note: "" } });
    case "check-in":
      return api.POST("/api/v1/plan-runs/{run_id}/check-in", { params: { path }, body: { department: write.department, note: "" } });
    case "done":
      return api.POST("/api/v1/plan-runs/{run_id}/steps/{key}/done", {
        params: { path: { ...path, key: write.step } },
        body: { note: write.note ?? "", value: write.value ?? null, files: [...(write.files ?? [])] },
      });
    case "undo":
      return api.POST("/api/v1/plan-runs/{run_id}/steps/{key}/undo", { params: { path: { ...path, key: write.step } }, body: { reason: write.reason } });
    case "skip":
      return api.POST("/api/v1/plan-runs/{run_id}/steps/{key}/skip", { params: { path: { ...path, key: write.step } }, body: { reason: write.reason } });
  }
}
