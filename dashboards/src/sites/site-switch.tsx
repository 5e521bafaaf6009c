import { lazy, Suspense } from "react";

import { useWords } from "../messages/language-context";
import { withTexts } from "../messages/translate";
import { useHere } from "./site-context";

// A guard has one site, and his phone needs no list of them.
const SiteSelect = lazy(() => withTexts(import("./site-select")).catch(() => ({ default: SiteName })));

/** The site that the pages are about; with only one, just its name. */
export function SiteSwitch() {
  const { sites } = useHere();
  if (sites.length < 2) return <SiteName />;
  return (
    <Suspense fallback={<SiteName />}>
      <SiteSelect />
    </Suspense>
  );
}

function SiteName() {
  const { text } = useWords();
  const { site } = useHere();
  return <strong>{text(site.name)}</strong>;
}
