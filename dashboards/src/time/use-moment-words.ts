import { useCallback } from "react";

import { useWords } from "../messages/language-context";
import { useZone } from "../sites/site-context";
import { useNow } from "./clock";
import { shortMoment } from "./format";

/** A moment as `Moment` shows it, for the middle of a sentence. */
export function useMomentWords(): (at: string) => string {
  const { language } = useWords();
  const zone = useZone();
  const now = useNow(60);
  return useCallback((at) => shortMoment(Date.parse(at), now, zone, language), [now, zone, language]);
}
