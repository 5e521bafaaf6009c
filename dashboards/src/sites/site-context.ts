import { createContext, useContext } from "react";

import type { Me, Permission, Site } from "../api/schema";

/** Who is signed in, and which site the pages are about. */
export interface Here {
  readonly me: Me;
  readonly sites: readonly Site[];
  readonly site: Site;
  readonly chooseSite: (id: string) => void;
}

export const HereContext = createContext<Here | null>(null);

export function useHere(): Here {
  const here = useContext(HereContext);
  if (here === null) throw new Error("useHere needs somebody to be signed in");
  return here;
}

/** The zone that times are shown in: the site's. */
export function useZone(): string {
  return useContext(HereContext)?.site.time_zone ?? "Asia/Shanghai";
}

export function useMay(permission: Permission): boolean {
  return useHere().me.permissions.includes(permission);
}
