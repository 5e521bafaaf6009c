import { Fragment, type ReactNode } from "react";

import type { Scope } from "../api/schema";
import { AssetLink } from "../assets/asset-link";
import { useAssets } from "../assets/use-assets";
import { useSpaces } from "../assets/use-spaces";
import { useWords } from "../messages/language-context";

interface ScopeWordsProps {
  readonly site: string;
  readonly scope: Scope;
}

/** A scope in words: places, types and loops together, then what is named. */
export function ScopeWords({ site, scope }: ScopeWordsProps) {
  const { t, text } = useWords();
  const { data: assets } = useAssets();
  const { data: spaces } = useSpaces();
  const typeName = (type: string) => {
    const found = assets?.find((asset) => asset.type === type);
    return found === undefined ? type : text(found.type_name);
  };
  const spaceName = (id: string) => {
    const found = spaces?.find((space) => space.id === id);
    return found === undefined ? id : text(found.name);
  };
  const comma = t("list.comma");
  const described = [
    scope.spaces.map(spaceName).join(comma),
    scope.loops.length > 0 ? t("scope.loopNames", { names: scope.loops.join(comma) }) : "",
    scope.device_types.map(typeName).join(comma),
  ].filter((part) => part !== "");
  const parts: ReactNode[] = [
    ...(described.length > 0 ? [described.join(" · ")] : []),
    ...scope.assets.map((id) => <AssetLink key={id} site={site} id={id} />),
    ...(scope.points.length > 0 ? [t("scope.points", { n: scope.points.length })] : []),
  ];
  return parts.map((part, index) => (
    <Fragment key={index}>
      {index > 0 && comma}
      {part}
    </Fragment>
  ));
}
