import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";

import { allPages } from "../api/all-pages";
import { api, data } from "../api/client";
import { keys } from "../api/keys";
import { useWords } from "../messages/language-context";

/** Everybody that work can be given to. */
export function usePeople() {
  return useQuery({
    queryKey: keys.people,
    queryFn: () => allPages((cursor) => data(api.GET("/api/v1/people", { params: { query: { limit: 200, cursor } } }))),
    staleTime: 10 * 60_000,
    retry: false,
  });
}

/** Somebody's name by username; the system's in words, others' as it is. */
export function usePersonName(): (username: string) => string {
  const { t } = useWords();
  const { data: people } = usePeople();
  return useCallback(
    (username) => (username === "system" ? t("actor.system") : (people?.find((person) => person.username === username)?.name ?? username)),
    [people, t],
  );
}
