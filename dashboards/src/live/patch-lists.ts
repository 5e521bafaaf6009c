import type { QueryClient } from "@tanstack/react-query";

import { type Listed, patched, type PatchedList } from "./patched-list";

/** Mend every cached list of this kind; the filter of each is the second part of its key. */
export function patchLists<T extends Listed>(client: QueryClient, name: string, changed: T, belongs: (filter: unknown, item: T) => boolean): void {
  for (const [key, list] of client.getQueriesData<PatchedList<T>>({ queryKey: [name] })) {
    if (list === undefined) continue;
    client.setQueryData(
      key,
      patched(list, changed, (item) => belongs(key[1], item)),
    );
  }
}
