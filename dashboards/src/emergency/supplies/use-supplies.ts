import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, data } from "../../api/client";
import type { CheckSupply, NewSupply, Supply, SupplyWords } from "../../api/schema";
import { useProblemNotice } from "../../layout/use-problem-notice";

/** Emergency supplies of a site, those whose check is due first come first; `removed`: those that are kept no more. */
export function useSupplies(site: string, removed: boolean) {
  const query = { site, removed };
  return useInfiniteQuery({
    queryKey: ["supplies", query],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => data(api.GET("/api/v1/supplies", { params: { query: { ...query, cursor: pageParam, limit: 50 } } })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

/** One with its history. */
export function useSupply(id: string) {
  return useQuery({ queryKey: ["supplies", id], queryFn: () => data(api.GET("/api/v1/supplies/{supply_id}", { params: { path: { supply_id: id } } })) });
}

export type SupplyWrite =
  | { readonly step: "add"; readonly body: NewSupply }
  | { readonly step: "change"; readonly supply: Supply; readonly body: SupplyWords }
  | { readonly step: "check"; readonly supply: Supply; readonly body: CheckSupply }
  | { readonly step: "remove" | "restore"; readonly supply: Pick<Supply, "id" | "version"> };

/** Change what is kept. */
export function useSupplyWrite() {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: (write: SupplyWrite) => data(sent(write)),
    onError: tell,
    onSettled: () => client.invalidateQueries({ queryKey: ["supplies"] }),
  });
}

function sent(write: SupplyWrite) {
  if (write.step === "add") return api.POST("/api/v1/supplies", { body: write.body });
  const params = { path: { supply_id: write.supply.id }, header: { "if-match": `"${write.supply.version}"` } };
  switch (write.step) {
    case "change":
      return api.PUT("/api/v1/supplies/{supply_id}", { params, body: write.body });
    case "check":
      return api.POST("/api/v1/supplies/{supply_id}/check", { params, body: write.body });
    case "remove":
      return api.POST("/api/v1/supplies/{supply_id}/remove", { params, body: { note: "" } });
    case "restore":
      return api.POST("/api/v1/supplies/{supply_id}/restore", { params, body: {} });
  }
}
