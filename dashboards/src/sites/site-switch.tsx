import { lazy, Suspense } from "react";

import { useWords } from "../messages/language-context";
import { withTexts } from "../messages/translate";
import { useHere } from "./site-context";

// A guard has one site, and his phone needs no list of them.
const SiteSelect = lazy(() => withTexts(import("./site-select")));

/** The site that the pages are about; with only one, just its name. */
export function SiteSwitch() {
  const { text } = useWords();
  const { site, sites } = useHere();
  const name = <strong>{text(site.name)}</strong>;
  if (sites.length < 2) return name;
  return (
    <Suspense fallback={name}>
      <SiteSelect />
    </Suspense>
  );
}
