import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { allPages } from "../api/all-pages";
import { api, apiBehind, data } from "../api/client";
import type { NewConditions, NewFault } from "../api/schema";
import { useProblemNotice } from "../layout/use-problem-notice";

const SIMULATION = "simulation";
const AGAIN_MS = 3_000;

/** What is going on, asked for again and again; an error is shown and asked about again, for simulators come back. */
export function useSimulation(wanted: boolean) {
  return useQuery({
    queryKey: [SIMULATION, "now"],
    queryFn: () => data(apiBehind.GET("/api/v1/simulation")),
    enabled: wanted,
    refetchInterval: AGAIN_MS,
    retry: false,
  });
}

export function useScenarios() {
  return useQuery({
    queryKey: [SIMULATION, "scenarios"],
    queryFn: () => allPages((cursor) => data(apiBehind.GET("/api/v1/simulation/scenarios", { params: { query: { cursor } } }))),
    refetchInterval: AGAIN_MS,
    retry: false,
  });
}

export function useSimulatedDevices(q: string, broken: boolean) {
  return useInfiniteQuery({
    queryKey: [SIMULATION, "devices", q, broken],
    queryFn: ({ pageParam }) =>
      data(apiBehind.GET("/api/v1/simulation/devices", { params: { query: { q: q || undefined, broken: broken || undefined, cursor: pageParam, limit: 20 } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
    retry: false,
  });
}

/** The newest alarms since a moment. */
export function useAlarmsSince(site: string, since: string) {
  return useQuery({
    queryKey: [SIMULATION, "alarms", site, since],
    queryFn: () => data(api.GET("/api/v1/alarms", { params: { query: { site, since, limit: 10 } } })),
    refetchInterval: AGAIN_MS,
  });
}

export type Steering =
  | { readonly do: "start" | "stop"; readonly scenario: string }
  | { readonly do: "break"; readonly device: string; readonly body: NewFault }
  | { readonly do: "mend"; readonly fault: string }
  | { readonly do: "mendAll"; readonly device: string }
  | { readonly do: "conditions"; readonly body: NewConditions };

function steered(asked: Steering): Promise<unknown> {
  switch (asked.do) {
    case "start":
      return data(apiBehind.POST("/api/v1/simulation/scenarios/{scenario_id}/start", { params: { path: { scenario_id: asked.scenario } } }));
    case "stop":
      return data(apiBehind.POST("/api/v1/simulation/scenarios/{scenario_id}/stop", { params: { path: { scenario_id: asked.scenario } } }));
    case "break":
      return data(apiBehind.POST("/api/v1/simulation/devices/{device_id}/faults", { params: { path: { device_id: asked.device } }, body: asked.body }));
    case "mend":
      return data(apiBehind.POST("/api/v1/simulation/faults/{fault_id}/mend", { params: { path: { fault_id: asked.fault } } }));
    case "mendAll":
      return data(apiBehind.POST("/api/v1/simulation/devices/{device_id}/mend", { params: { path: { device_id: asked.device } } }));
    case "conditions":
      return data(apiBehind.POST("/api/v1/simulation/conditions", { body: asked.body }));
  }
}

/** Rule the simulators; what is shown is asked for anew. */
export function useSteering() {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: steered,
    onError: tell,
    onSettled: () => client.invalidateQueries({ queryKey: [SIMULATION] }),
  });
}
