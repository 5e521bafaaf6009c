import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, data } from "../../api/client";
import { asProblem } from "../../api/problem";
import type { NumberIn, NumberToCall, PlanDocument, PlanPicture, PlanVersionBrief, PlanVersionDetail } from "../../api/schema";
import { shrunk } from "../../files/shrunk";
import { useProblemNotice } from "../../layout/use-problem-notice";

/** What the live stream has read again when a version changes. */
const PLANS = "emergency-plans";
const NUMBERS = "emergency-numbers";

/** The plans of a site: in force, and those that are written. */
export function usePlans(site: string) {
  return useInfiniteQuery({
    queryKey: [PLANS, site],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => data(api.GET("/api/v1/plans", { params: { query: { site, cursor: pageParam, limit: 50 } } })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function usePlan(site: string, key: string) {
  return useQuery({
    queryKey: [PLANS, site, key],
    queryFn: () => data(api.GET("/api/v1/plans/{key}", { params: { path: { key }, query: { site } } })),
  });
}

/** The site's own versions of a plan, the newest first. */
export function usePlanVersions(site: string, key: string) {
  return useInfiniteQuery({
    queryKey: [PLANS, site, key, "versions"],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => data(api.GET("/api/v1/plans/{key}/versions", { params: { path: { key }, query: { site, cursor: pageParam, limit: 20 } } })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function usePlanVersion(id: string) {
  return useQuery({
    queryKey: [PLANS, "version", id],
    queryFn: () => data(api.GET("/api/v1/plan-versions/{version_id}", { params: { path: { version_id: id } } })),
  });
}

/** What an editor chooses from, and the names of what plans speak of. */
export function usePlanForm(site: string) {
  return useQuery({
    queryKey: ["emergency-plan-form", site],
    queryFn: () => data(api.GET("/api/v1/plans/form", { params: { query: { site } } })),
    enabled: site !== "",
    staleTime: 60_000,
  });
}

export type PlanWrite =
  | { readonly step: "draft"; readonly site: string; readonly key: string; readonly from: number | null }
  | { readonly step: "import"; readonly site: string; readonly file: File }
  | { readonly step: "change"; readonly version: PlanVersionBrief; readonly plan: PlanDocument; readonly note: string }
  | { readonly step: "submit" | "approve" | "send-back" | "withdraw"; readonly version: PlanVersionBrief; readonly words: string };

/** Write a version, or take it a step further. `conflict` keeps a conflict from the notice: an editor asks what to do. */
export function usePlanWrite({ conflict = false }: { readonly conflict?: boolean } = {}) {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: (write: PlanWrite) => data(sent(write)),
    onError: (error) => {
      if (!(conflict && asProblem(error).conflict)) tell(error);
    },
    onSuccess: (told: PlanVersionDetail) => client.setQueryData([PLANS, "version", told.id], told),
    onSettled: () => client.invalidateQueries({ queryKey: [PLANS] }),
  });
}

function sent(write: PlanWrite) {
  switch (write.step) {
    case "draft":
      return api.POST("/api/v1/plans/{key}/versions", {
        params: { path: { key: write.key }, query: { site: write.site } },
        body: { from_number: write.from, note: "" },
      });
    case "import":
      return api.POST("/api/v1/plans/import", { params: { query: { site: write.site } }, ...formOf(write.file) });
    case "change":
      return api.PUT("/api/v1/plan-versions/{version_id}", { params: against(write.version), body: { plan: write.plan, note: write.note } });
    case "submit":
      return api.POST("/api/v1/plan-versions/{version_id}/submit", { params: against(write.version), body: { words: write.words } });
    case "approve":
      return api.POST("/api/v1/plan-versions/{version_id}/approve", { params: against(write.version), body: { words: write.words } });
    case "send-back":
      return api.POST("/api/v1/plan-versions/{version_id}/send-back", { params: against(write.version), body: { words: write.words } });
    case "withdraw":
      return api.POST("/api/v1/plan-versions/{version_id}/withdraw", { params: against(write.version), body: { words: write.words } });
  }
}

function against({ id, version }: PlanVersionBrief) {
  return { path: { version_id: id }, header: { "if-match": `"${version}"` } };
}

function formOf(file: File) {
  const form = new FormData();
  form.append("file", file);
  // The description types a file as text; the form data is what is sent.
  return { body: form as never, bodySerializer: (body: unknown) => body as FormData };
}

/** Add a picture to a plan, made small first; steps then name its id. */
export async function addPlanPicture(site: string, key: string, file: File): Promise<PlanPicture> {
  const small = await shrunk(file);
  return data(api.POST("/api/v1/plans/{key}/pictures", { params: { path: { key }, query: { site } }, ...formOf(small) }));
}

/** Where the bytes of a plan's picture are. */
export function pictureAddress(site: string, key: string, id: string): string {
  return `/api/v1/plans/${encodeURIComponent(key)}/pictures/${encodeURIComponent(id)}?site=${encodeURIComponent(site)}`;
}

/** Whom a site may call. */
export function useNumbers(site: string) {
  return useQuery({
    queryKey: [NUMBERS, site],
    queryFn: async () => (await data(api.GET("/api/v1/emergency-numbers", { params: { query: { site, limit: 200 } } }))).items,
  });
}

export type NumberWrite =
  | { readonly step: "put"; readonly contact: string; readonly version: number; readonly body: NumberIn }
  | { readonly step: "remove"; readonly number: NumberToCall };

/** Write a number down, or forget it. */
export function useNumberWrite(site: string) {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: async (write: NumberWrite) => {
      const params = (contact: string, version: number) => ({ path: { contact }, query: { site }, header: { "if-match": `"${version}"` } });
      if (write.step === "put")
        return data(api.PUT("/api/v1/emergency-numbers/{contact}", { params: params(write.contact, write.version), body: write.body })).then(() => undefined);
      const { contact, version } = write.number;
      return data(api.DELETE("/api/v1/emergency-numbers/{contact}", { params: params(contact, version) })).then(() => undefined);
    },
    onError: tell,
    onSettled: () => Promise.all([NUMBERS, PLANS, "emergency-plan-form"].map((name) => client.invalidateQueries({ queryKey: [name] }))),
  });
}
