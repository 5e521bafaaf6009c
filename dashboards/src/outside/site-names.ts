import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";

/** Names of sites in one line. */
export function useSiteNames(): (ids: readonly string[]) => string {
  const { t, text } = useWords();
  const { sites } = useHere();
  return (ids) =>
    ids
      .map((id) => {
        const site = sites.find((each) => each.id === id);
        return id === "*" ? t("outside.everySite") : site === undefined ? id : text(site.name);
      })
      .join(" · ");
}
