import { type QueryKey, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

import { extended, type Listed, type PatchedList, released } from "./patched-list";

interface Source<T extends Listed> {
  readonly queryKey: QueryKey;
  readonly page: (cursor: string | undefined) => Promise<{ items: T[]; next_cursor: string | null }>;
  readonly belongs: (item: T) => boolean;
  /** What newest first means: the greatest comes first. */
  readonly newest: (item: T) => string;
}

/** A list that live changes mend in place; see `patched-list`. */
export function usePatchedList<T extends Listed>({ queryKey, page, belongs, newest }: Source<T>) {
  const client = useQueryClient();
  const query = useQuery({ queryKey, queryFn: async (): Promise<PatchedList<T>> => ({ ...(await page(undefined)), waiting: [] }) });
  const cursor = query.data?.next_cursor ?? null;
  const more = useMutation({
    mutationFn: () => page(cursor ?? undefined),
    onSuccess: (next) => client.setQueryData<PatchedList<T>>(queryKey, (list) => list && extended(list, next)),
  });
  const release = useCallback(
    () => client.setQueryData<PatchedList<T>>(queryKey, (list) => list && released(list, belongs, newest)),
    [client, queryKey, belongs, newest],
  );
  return { query, list: query.data, release, more };
}
