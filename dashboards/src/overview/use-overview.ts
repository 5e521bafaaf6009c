import { useQuery } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import { useHere } from "../sites/site-context";

/** What is wrong now at the chosen site; live changes ask for it again, at most every two seconds. */
export function useOverview() {
  const { site } = useHere();
  return useQuery({
    queryKey: keys.overview(site.id),
    queryFn: () => data(api.GET("/api/v1/overview", { params: { query: { site: site.id } } })),
    refetchInterval: 30_000,
  });
}
