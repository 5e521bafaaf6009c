import { useQuery } from "@tanstack/react-query";

import { allPages } from "../api/all-pages";
import { api, data } from "../api/client";
import { keys } from "../api/keys";
import { useHere } from "../sites/site-context";

/** Buildings, floors and rooms of the chosen site; they change with the site file only. */
export function useSpaces() {
  const { site } = useHere();
  return useQuery({
    queryKey: keys.spaces(site.id),
    queryFn: () => allPages((cursor) => data(api.GET("/api/v1/spaces", { params: { query: { site: site.id, limit: 200, cursor } } }))),
    staleTime: Infinity,
  });
}
