/** How an asset is in a few words, where there is no room for a picture. */
import type { FormPoint, Point } from "../../api/schema";
import type { Words } from "../../messages/language-context";
import { sightWords } from "./say";
import { type Heard, type Moment, shown, type Sight, sightOf } from "./sight";

/** A point as its type describes it; of its asset only the name is known. */
export function pointOfType(site: string, asset: string, { key, kind, name, unit, values }: FormPoint): Point {
  return {
    id: `${site}.${asset}.${key}`,
    site,
    asset,
    key,
    kind,
    name,
    unit,
    values: values.map((value) => ({ key: value.key, name: value.name })),
    device: "",
    normal: null,
    normal_value: null,
    range: null,
    latest: null,
  };
}

export interface Brief {
  readonly words: string;
  /** Whether one of the points is not to be trusted, and said to be unknown. */
  readonly unknown: boolean;
}

/** `null` until something was heard. */
export function briefWords(points: readonly Point[], live: ReadonlyMap<string, Heard>, moment: Moment, words: Words): Brief | null {
  const sights = points.map((point) => sightOf(point, live.get(point.id), moment)).filter(({ trust }) => trust !== "never");
  if (sights.length === 0) return null;
  const known = sights.filter((sight) => shown(sight) !== null);
  const unknown = known.length < sights.length;
  const said = known.filter(({ point, value }) => point.key !== "direction" || value !== "none").map((sight) => shortly(sight, words));
  return { words: [...said, ...(unknown ? [words.t("picture.unknown")] : [])].join(" · "), unknown };
}

/** Without its name wherever the value says what it is. */
function shortly(sight: Sight, words: Words): string {
  const value = sightWords(sight, words);
  const { point } = sight;
  if (point.key === "floor") return words.t("picture.floor", { n: value });
  return typeof sight.value === "number" && (point.unit === "" || point.unit === "%") ? `${words.text(point.name)} ${value}` : value;
}
