import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useCallback, useMemo, useState } from "react";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import { asProblem } from "../api/problem";
import { Failure } from "../layout/failure";
import { FirstLoad } from "../layout/first-load";
import { recall, remember } from "../layout/preferences";
import { isAway } from "../offline/reach";
import { NothingKept } from "../phone/nothing-kept";
import { useMyCalls } from "../phone/use-calls";
import { HereContext } from "./site-context";
import { NoSite } from "./no-site";

/** Loads who is signed in, their sites, and what they are called to; everything inside can rely on the first two. */
export function HereProvider({ children }: { readonly children: ReactNode }) {
  const me = useQuery({ queryKey: keys.me, queryFn: () => data(api.GET("/api/v1/me")) });
  const sites = useQuery({
    queryKey: keys.sites,
    queryFn: () => data(api.GET("/api/v1/sites", { params: { query: { limit: 200 } } })),
    refetchInterval: 120_000,
  });
  // Asked for with the others: what a call puts above every page is there before the page, and pushes nothing down.
  const calls = useMyCalls();
  const [chosen, choose] = useState(() => recall("site"));

  const here = useMemo(() => {
    const site = sites.data?.items.find(({ id }) => id === chosen) ?? sites.data?.items[0];
    if (me.data === undefined || sites.data === undefined || site === undefined) return null;
    return {
      me: me.data,
      sites: sites.data.items,
      site,
      chooseSite: (id: string) => {
        remember("site", id);
        choose(id);
      },
    };
  }, [me.data, sites.data, chosen]);

  const { refetch: readMe } = me;
  const { refetch: readSites } = sites;
  const again = useCallback(() => void Promise.all([readMe(), readSites()]), [readMe, readSites]);

  const callsAreKnown = calls.isFetched || calls.failureCount > 0;
  if (here !== null && callsAreKnown) return <HereContext value={here}>{children}</HereContext>;
  const failed = me.error === null ? sites : me;
  if (failed.error !== null) return isAway(asProblem(failed.error).status) ? <NothingKept retry={again} /> : <Failure error={failed.error} retry={again} />;
  if (sites.data?.items.length === 0) return <NoSite />;
  return <FirstLoad />;
}
