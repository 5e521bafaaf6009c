import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, data } from "../api/client";
import type { NewApiClient } from "../api/schema";
import { useProblemNotice } from "../layout/use-problem-notice";

const CLIENTS = ["api-clients"] as const;

export function useClients() {
  return useQuery({ queryKey: CLIENTS, queryFn: () => data(api.GET("/api/v1/api-clients")) });
}

export type ClientWrite = { readonly what: "add"; readonly body: NewApiClient } | { readonly what: "revoke"; readonly id: string };

/** Make or revoke a client; a new one's key is given back and kept nowhere. */
export function useClientWrite() {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: async (asked: ClientWrite): Promise<string | null> => {
      if (asked.what === "add") return (await data(api.POST("/api/v1/api-clients", { body: asked.body }))).key;
      await data(api.POST("/api/v1/api-clients/{client_id}/revoke", { params: { path: { client_id: asked.id } } }));
      return null;
    },
    onError: tell,
    onSettled: () => client.invalidateQueries({ queryKey: CLIENTS }),
  });
}
