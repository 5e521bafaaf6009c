import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, data } from "../api/client";
import type { CannotCome, NewShiftDuty, NewSwap, PatternIn, RotaPlanIn, Swap } from "../api/schema";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useHere } from "../sites/site-context";

const MINUTE = 60_000;

/** The rota of some days of the site. */
export function useRota(from: string, days: number) {
  const { site } = useHere();
  return useQuery({
    queryKey: ["rota", site.id, from, days],
    queryFn: () => data(api.GET("/api/v1/rota", { params: { query: { site: site.id, from, days } } })),
    placeholderData: (before) => before,
    refetchInterval: MINUTE,
  });
}

/** Shifts, deputies and rules of the site. */
export function useRotaPlan() {
  const { site } = useHere();
  return useQuery({ queryKey: ["rota", site.id, "plan"], queryFn: () => data(api.GET("/api/v1/rota/plan", { params: { query: { site: site.id } } })) });
}

export function usePatterns() {
  const { site } = useHere();
  return useQuery({
    queryKey: ["rota", site.id, "patterns"],
    queryFn: () => data(api.GET("/api/v1/rota/patterns", { params: { query: { site: site.id } } })).then(({ items }) => items),
  });
}

/** Posts with too few people now, and shifts to come that somebody cannot keep. */
export function useGaps() {
  const { site } = useHere();
  return useQuery({
    queryKey: ["rota", site.id, "gaps"],
    queryFn: () => data(api.GET("/api/v1/rota/gaps", { params: { query: { site: site.id, open: true } } })).then(({ items }) => items),
    refetchInterval: MINUTE,
  });
}

/** Swaps that are not settled: mine, and for a lead everybody's. */
export function useSwaps(mine: boolean) {
  const { site } = useHere();
  return useQuery({
    queryKey: ["rota", site.id, "swaps", mine],
    queryFn: () =>
      data(api.GET("/api/v1/rota/swaps", { params: { query: { site: site.id, state: ["asked", "accepted"], mine, limit: 200 } } })).then(({ items }) => items),
    refetchInterval: MINUTE,
  });
}

export function useCalendars() {
  return useQuery({ queryKey: ["rota", "calendars"], queryFn: () => data(api.GET("/api/v1/me/calendars")).then(({ items }) => items) });
}

export type SwapStep = "accept" | "approve" | "refuse" | "withdraw";

export type RotaWrite =
  | { readonly kind: "plan"; readonly plan: RotaPlanIn; readonly version: number }
  | { readonly kind: "pattern"; readonly pattern: PatternIn; readonly id?: string; readonly version?: number }
  | { readonly kind: "remove-pattern"; readonly id: string; readonly version: number }
  | { readonly kind: "add"; readonly duty: NewShiftDuty }
  | { readonly kind: "remove"; readonly id: string }
  | { readonly kind: "ask"; readonly swap: NewSwap }
  | { readonly kind: "swap"; readonly step: SwapStep; readonly swap: Swap }
  | { readonly kind: "cannot-come"; readonly absence: CannotCome }
  | { readonly kind: "calendar"; readonly site: string | null }
  | { readonly kind: "end-calendar"; readonly id: string };

function send(write: RotaWrite, site: string): Promise<unknown> {
  const match = (version: number | undefined) => (version === undefined ? {} : { "if-match": `"${version}"` });
  switch (write.kind) {
    case "plan":
      return data(api.PUT("/api/v1/rota/plan", { params: { query: { site }, header: match(write.version) }, body: write.plan }));
    case "pattern":
      return write.id === undefined
        ? data(api.POST("/api/v1/rota/patterns", { body: write.pattern }))
        : data(api.PUT("/api/v1/rota/patterns/{pattern_id}", { params: { path: { pattern_id: write.id }, header: match(write.version) }, body: write.pattern }));
    case "remove-pattern":
      return data(api.DELETE("/api/v1/rota/patterns/{pattern_id}", { params: { path: { pattern_id: write.id }, header: match(write.version) } }));
    case "add":
      return data(api.POST("/api/v1/rota/duties", { body: write.duty }));
    case "remove":
      return data(api.DELETE("/api/v1/duty/{duty_id}", { params: { path: { duty_id: write.id } } }));
    case "ask":
      return data(api.POST("/api/v1/rota/swaps", { body: write.swap }));
    case "swap": {
      const params = { params: { path: { swap_id: write.swap.id }, header: match(write.swap.version) } };
      if (write.step === "accept") return data(api.POST("/api/v1/rota/swaps/{swap_id}/accept", params));
      if (write.step === "approve") return data(api.POST("/api/v1/rota/swaps/{swap_id}/approve", params));
      if (write.step === "refuse") return data(api.POST("/api/v1/rota/swaps/{swap_id}/refuse", params));
      return data(api.POST("/api/v1/rota/swaps/{swap_id}/withdraw", params));
    }
    case "cannot-come":
      return data(api.POST("/api/v1/me/absences", { body: write.absence }));
    case "calendar":
      return data(api.POST("/api/v1/me/calendars", { body: { site: write.site } }));
    case "end-calendar":
      return api.DELETE("/api/v1/me/calendars/{feed_id}", { params: { path: { feed_id: write.id } } });
  }
}

/** Every change of the rota; the pages that show it follow. */
export function useRotaWrite() {
  const client = useQueryClient();
  const tell = useProblemNotice();
  const { site } = useHere();
  return useMutation({
    mutationFn: (write: RotaWrite) => send(write, site.id),
    onError: tell,
    onSettled: () => {
      for (const name of ["rota", "duty", "dispatch", "my-duty"]) void client.invalidateQueries({ queryKey: [name] });
    },
  });
}
