import { Select } from "antd";

import { useWords } from "../messages/language-context";
import { useHere } from "./site-context";

/** The site that the pages are about; with only one, just its name. */
export function SiteSwitch() {
  const { t, text } = useWords();
  const { site, sites, chooseSite } = useHere();
  if (sites.length < 2) return <strong>{text(site.name)}</strong>;
  return (
    <Select
      aria-label={t("site.choose")}
      value={site.id}
      onChange={chooseSite}
      variant="borderless"
      popupMatchSelectWidth={false}
      options={sites.map(({ id, name, counts }) => ({
        value: id,
        label: counts.active_alarms > 0 ? `${text(name)} · ${t("site.activeAlarms", { n: counts.active_alarms })}` : text(name),
      }))}
    />
  );
}
