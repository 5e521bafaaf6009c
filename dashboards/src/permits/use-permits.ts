import { useCallback, useMemo } from "react";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { Permit } from "../api/schema";
import { usePatchedList } from "../live/use-patched-list";
import { belongsToPermits, type PermitFilter, permitQuery } from "./permit-filter";

const newest = (permit: Permit) => permit.requested_at;

/** The permits of a filter, newest first, kept alive by the stream. */
export function usePermits(filter: PermitFilter, limit = 50) {
  const queryKey = useMemo(() => keys.permits(filter), [filter]);
  const page = useCallback(
    (cursor: string | undefined) => data(api.GET("/api/v1/permits", { params: { query: { ...permitQuery(filter), cursor, limit } } })),
    [filter, limit],
  );
  const belongs = useCallback((permit: Permit) => belongsToPermits(filter, permit), [filter]);
  return { ...usePatchedList<Permit>({ queryKey, page, belongs, newest }), belongs };
}
