import { useMemo } from "react";

import { useWords } from "../messages/language-context";
import { useZone } from "../sites/site-context";
import { ago } from "./ago";
import { useNow } from "./clock";
import { fullMoment } from "./format";

/** How long ago, with the exact moment on hover. */
export function Age({ at }: { readonly at: string | number }) {
  const { t, language } = useWords();
  const zone = useZone();
  const then = typeof at === "number" ? at : Date.parse(at);
  const nearly = useNow(10);
  const now = useNow(nearly - then < 60_000 ? 1 : 10);
  const phrase = ago(then, now);
  const full = useMemo(() => fullMoment(then, zone, language), [then, zone, language]);
  return (
    <time dateTime={new Date(then).toISOString()} title={full} className="nowrap number">
      {t(phrase.key, phrase.values)}
    </time>
  );
}
