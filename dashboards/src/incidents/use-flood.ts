import { useState } from "react";

import type { FloodNow } from "../api/schema";
import { recall, remember } from "../layout/preferences";
import { useOverview } from "../overview/use-overview";
import { useHere } from "../sites/site-context";
import { floodName, wantsFlat } from "./flood-choice";

export interface FloodView {
  /** The flood that goes on at the chosen site; `null`: there is none. */
  readonly flood: FloodNow | null;
  /** Whether somebody here wants single alarms all the same. */
  readonly flat: boolean;
  readonly showFlat: (flat: boolean) => void;
}

export function useFlood(): FloodView {
  const { site } = useHere();
  const { data: overview } = useOverview();
  const [remembered, setRemembered] = useState(() => recall("flood"));
  const flood = overview?.flood[site.id] ?? null;
  return {
    flood,
    flat: flood !== null && wantsFlat(site.id, flood, remembered),
    showFlat: (flat) => {
      const name = flat && flood !== null ? floodName(site.id, flood) : "";
      remember("flood", name);
      setRemembered(name);
    },
  };
}
