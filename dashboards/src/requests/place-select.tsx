import { Select } from "antd";
import { useMemo } from "react";

import { useAssets } from "../assets/use-assets";
import { useSpaces } from "../assets/use-spaces";
import { useWords } from "../messages/language-context";

interface PlaceSelectProps {
  readonly value?: readonly string[];
  readonly onChange?: (places: string[]) => void;
  readonly many?: boolean;
  readonly placeholder: string;
  readonly testId: string;
}

/** Spaces and assets of the site in one list: `space:t3-lobby`, `asset:t3-lift-1`. */
export function PlaceSelect({ value, onChange, many = false, placeholder, testId }: PlaceSelectProps) {
  const { text } = useWords();
  const { data: assets } = useAssets();
  const { data: spaces } = useSpaces();
  const options = useMemo(() => {
    const names = new Map(spaces?.map((space) => [space.id, space]));
    const pathOf = (id: string): string => {
      const space = names.get(id);
      if (space === undefined) return "";
      const before = space.parent === null ? "" : pathOf(space.parent);
      return before === "" ? text(space.name) : `${before} · ${text(space.name)}`;
    };
    return [
      ...(spaces ?? []).map((space) => ({ value: `space:${space.id}`, label: pathOf(space.id) })),
      ...(assets ?? []).map((asset) => ({ value: `asset:${asset.id}`, label: `${text(asset.place)} · ${text(asset.name)}` })),
    ];
  }, [assets, spaces, text]);
  const chosen = many ? [...(value ?? [])] : value?.[0];
  return (
    <Select<string | string[] | undefined>
      mode={many ? "multiple" : undefined}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      value={chosen}
      onChange={(places) => onChange?.(Array.isArray(places) ? places : places === undefined ? [] : [places])}
      options={options}
      placeholder={placeholder}
      aria-label={placeholder}
      maxTagCount="responsive"
      style={{ width: "100%" }}
      data-testid={testId}
    />
  );
}

/** The ids of one sort among what was chosen. */
export function chosenOf(sort: "space" | "asset", places: readonly string[] | undefined): string[] {
  return (places ?? []).filter((place) => place.startsWith(`${sort}:`)).map((place) => place.slice(sort.length + 1));
}
