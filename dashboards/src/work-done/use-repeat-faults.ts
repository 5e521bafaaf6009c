import { useQuery } from "@tanstack/react-query";

import { allPages } from "../api/all-pages";
import { api, data } from "../api/client";
import { keys } from "../api/keys";
import { useHere } from "../sites/site-context";

/** Assets of the chosen site whose faults came again since a moment. */
export function useRepeatFaults(since: string) {
  const { site } = useHere();
  return useQuery({
    queryKey: keys.repeatFaults(site.id, since),
    queryFn: () => allPages((cursor) => data(api.GET("/api/v1/repeat-faults", { params: { query: { site: site.id, since, limit: 200, cursor } } }))),
  });
}
