import { useQuery } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { IngestHealth } from "../api/schema";
import { useHere } from "../sites/site-context";

/** How the way of the readings is at every site that one may see; the server answers from memory. */
export function useIngest() {
  return useQuery({
    queryKey: keys.ingest,
    queryFn: () => data(api.GET("/api/v1/ingest")),
    refetchInterval: 5_000,
  });
}

/** The one of the chosen site; `undefined` until it is known. */
export function useIngestHere(): IngestHealth | undefined {
  const { site } = useHere();
  return useIngest().data?.items.find((health) => health.site === site.id);
}
