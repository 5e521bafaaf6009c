import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";

import { api, authorisedFetch, data } from "../api/client";
import { asProblem, problemOf } from "../api/problem";
import type { FloorPlanBrief, PlanPlacement } from "../api/schema";

/** Instead of a space: the whole site. */
export const WHOLE_SITE = "_site";

const planKeys = {
  all: (site: string) => ["floor-plans", site] as const,
  one: (site: string, space: string) => ["floor-plans", site, "of", space] as const,
  ofAsset: (site: string, asset: string) => ["floor-plans", site, "with", asset] as const,
};

/** Which spaces of a site have a plan. */
export function usePlans(site: string) {
  return useQuery({
    queryKey: planKeys.all(site),
    queryFn: async () => (await data(api.GET("/api/v1/floor-plans", { params: { query: { site } } }))).items,
    staleTime: 60_000,
  });
}

/** The plan of a space; `null`: it has none. */
export function usePlan(site: string, space: string | null) {
  return useQuery({
    queryKey: planKeys.one(site, space ?? ""),
    enabled: space !== null,
    queryFn: async () => {
      try {
        return await data(api.GET("/api/v1/floor-plans/{site}/{space}", { params: { path: { site, space: space ?? "" } } }));
      } catch (error) {
        if (asProblem(error).status === 404) return null;
        throw error;
      }
    },
    staleTime: 60_000,
  });
}

/** The plans on which an asset stands, the nearest first; of no asset none. */
export function usePlansOfAsset(site: string, asset: string | null) {
  return useQuery({
    queryKey: planKeys.ofAsset(site, asset ?? ""),
    enabled: asset !== null,
    queryFn: async () => (await data(api.GET("/api/v1/floor-plans", { params: { query: { site, asset: asset ?? undefined } } }))).items,
    staleTime: 60_000,
  });
}

/** An address for the picture of a plan, for `<img>` only; `null` while it loads. */
export function usePlanPicture(plan: FloorPlanBrief | null | undefined): string | null {
  const { data: picture } = useQuery({
    queryKey: ["floor-plan-picture", plan?.picture.sha256 ?? ""],
    enabled: plan !== null && plan !== undefined,
    staleTime: Infinity,
    queryFn: async () => {
      const answer = await authorisedFetch(new Request(`/api/v1/floor-plans/${encodeURIComponent(plan?.site ?? "")}/${encodeURIComponent(plan?.space ?? "")}/picture`));
      if (!answer.ok) throw problemOf(answer.status, null);
      return answer.blob();
    },
  });
  const address = useMemo(() => (picture === undefined ? null : URL.createObjectURL(picture)), [picture]);
  useEffect(
    () => () => {
      if (address !== null) URL.revokeObjectURL(address);
    },
    [address],
  );
  return address;
}

/** Keep where assets stand on a plan, if nobody has changed it since `version`. */
export function usePlacing(site: string, space: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ placements, version }: { readonly placements: readonly PlanPlacement[]; readonly version: number }) =>
      data(
        api.PUT("/api/v1/floor-plans/{site}/{space}/placements", {
          params: { path: { site, space }, header: { "if-match": `"${version}"` } },
          body: { placements: [...placements] },
        }),
      ),
    onSuccess: (plan) => client.setQueryData(planKeys.one(site, space), plan),
    onSettled: () => client.invalidateQueries({ queryKey: planKeys.all(site) }),
  });
}

/** Give a space a picture; `version` is 0 where it has none. */
export function useHanging(site: string, space: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ file, version }: { readonly file: File; readonly version: number }) => {
      const form = new FormData();
      form.append("file", file);
      return data(
        api.PUT("/api/v1/floor-plans/{site}/{space}/picture", {
          params: { path: { site, space }, header: { "if-match": `"${version}"` } },
          // The description types a file as text; the form data is what is sent.
          body: form as never,
          bodySerializer: (body: unknown) => body as FormData,
        }),
      );
    },
    onSettled: () => client.invalidateQueries({ queryKey: planKeys.all(site) }),
  });
}
