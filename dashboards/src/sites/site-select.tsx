import { Select } from "antd";

import { useWords } from "../messages/language-context";
import { useHere } from "./site-context";

/** Which of several sites the pages are about. */
export default function SiteSelect() {
  const { t, text } = useWords();
  const { site, sites, chooseSite } = useHere();
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
