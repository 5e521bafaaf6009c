/** Which assets are shown: kept in the page's address. */
import type { Asset, Space } from "../api/schema";
import { textIn, written } from "../layout/search-params";

export interface AssetFilter {
  readonly space: string | null;
  readonly system: string | null;
  readonly type: string | null;
  /** Only those that are not normal. */
  readonly deviating: boolean;
  readonly text: string;
}

export function assetFilterOf(params: URLSearchParams): AssetFilter {
  return {
    space: textIn(params, "space") || null,
    system: textIn(params, "system") || null,
    type: textIn(params, "type") || null,
    deviating: params.get("deviating") === "true",
    text: textIn(params, "q"),
  };
}

export function assetParams(filter: AssetFilter): URLSearchParams {
  return written({
    space: filter.space ?? "",
    system: filter.system ?? "",
    type: filter.type ?? "",
    deviating: filter.deviating ? "true" : "",
    q: filter.text,
  });
}

/** The assets of a filter; `inside` are the spaces that count as inside the chosen one. */
export function chosenAssets(assets: readonly Asset[], filter: AssetFilter, inside: ReadonlySet<string> | null): Asset[] {
  const wanted = filter.text.trim().toLowerCase();
  return assets.filter(
    (asset) =>
      (inside === null || inside.has(asset.space)) &&
      (filter.system === null || asset.system === filter.system) &&
      (filter.type === null || asset.type === filter.type) &&
      (!filter.deviating || asset.state !== "normal") &&
      (wanted === "" || [asset.name.zh, asset.name.en, asset.place.zh, asset.place.en, asset.id].some((place) => place.toLowerCase().includes(wanted))),
  );
}

/** What the API is asked for the same choice, when the list is exported. */
export function askedOf(filter: AssetFilter, site: string): Record<string, string | boolean | undefined> {
  return {
    site,
    space: filter.space ?? undefined,
    system: filter.system ?? undefined,
    type: filter.type ?? undefined,
    deviating: filter.deviating || undefined,
    text: filter.text.trim() || undefined,
  };
}

/** A space and everything inside it. */
export function spacesInside(spaces: readonly Space[], root: string): ReadonlySet<string> {
  const inside = new Set([root]);
  // Parents may come after their children: look until nothing is added.
  for (let before = 0; before !== inside.size;) {
    before = inside.size;
    for (const space of spaces) if (space.parent !== null && inside.has(space.parent)) inside.add(space.id);
  }
  return inside;
}
