import { Select } from "antd";
import { useMemo } from "react";

import { useAssets } from "../assets/use-assets";
import { useSpaces } from "../assets/use-spaces";
import { useWords } from "../messages/language-context";
import { usePlans, WHOLE_SITE } from "./use-plans";

interface SpaceChoiceProps {
  readonly site: string;
  readonly space: string;
  readonly choose: (space: string) => void;
}

/** Which space is shown: those with a plan first, then all the others. */
export function SpaceChoice({ site, space, choose }: SpaceChoiceProps) {
  const { t, text } = useWords();
  const { data: spaces = [] } = useSpaces();
  const { data: assets = [] } = useAssets();
  const { data: plans = [] } = usePlans(site);
  const options = useMemo(() => {
    const byId = new Map(spaces.map((each) => [each.id, each]));
    const words = (id: string): string => {
      const found = byId.get(id);
      if (found === undefined) return id;
      return found.parent === null ? text(found.name) : `${words(found.parent)} · ${text(found.name)}`;
    };
    const label = (id: string) => (id === WHOLE_SITE ? t("plans.wholeSite") : words(id));
    const drawn = new Set(plans.map((plan) => plan.space));
    // Equipment stands in a space, and so in each of those around it.
    const peopled = new Set<string>();
    for (const asset of assets) for (let at = byId.get(asset.space); at !== undefined; at = at.parent === null ? undefined : byId.get(at.parent)) peopled.add(at.id);
    const rest = [WHOLE_SITE, ...spaces.filter(({ id }) => peopled.has(id)).map(({ id }) => id)].filter((id) => !drawn.has(id));
    const entry = (id: string) => ({ value: id, label: label(id) });
    return [
      { label: t("plans.drawn"), options: [...drawn].map(entry) },
      { label: t("plans.generated"), options: rest.map(entry) },
    ].filter((group) => group.options.length > 0);
  }, [spaces, assets, plans, text, t]);
  return (
    <Select
      showSearch={{ optionFilterProp: "label" }}
      value={space}
      options={options}
      onChange={choose}
      aria-label={t("plans.space")}
      style={{ minWidth: 240 }}
      data-testid="plan-space"
    />
  );
}
