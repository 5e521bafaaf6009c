import { Select } from "antd";

import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";

interface SiteChoiceProps {
  readonly id?: string;
  readonly value?: readonly string[];
  readonly onChange?: (sites: string[]) => void;
}

/** Sites by name, or every one; a field of a form. */
export function SiteChoice({ id, value, onChange }: SiteChoiceProps) {
  const { t, text } = useWords();
  const { sites, me } = useHere();
  const every = me.sites.includes("*") ? [{ value: "*", label: t("outside.everySite") }] : [];
  return (
    <Select
      id={id}
      mode="multiple"
      value={value === undefined ? [] : [...value]}
      // Every site and some of them at once would say two things.
      onChange={(chosen) => onChange?.(chosen.at(-1) === "*" ? ["*"] : chosen.filter((site) => site !== "*"))}
      options={[...every, ...sites.map((site) => ({ value: site.id, label: text(site.name) }))]}
      showSearch={{ optionFilterProp: "label" }}
    />
  );
}
