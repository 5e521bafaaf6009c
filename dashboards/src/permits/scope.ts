/** Which equipment a scope means, worked out here so that whoever asks for a permit sees it while choosing. */
import type { Asset, PermitKind, Scope, Space } from "../api/schema";
import { KIND_RULES } from "./permit-kinds";

export const NO_SCOPE: Scope = { points: [], assets: [], spaces: [], loops: [], device_types: [] };

/** Whether nothing is meant. */
export function isEmpty(scope: Scope): boolean {
  return Object.values(scope).every((names) => names.length === 0);
}

/**
 * The assets that a scope means as a whole: those named, and those that lie in one of its spaces *and* are of one of its
 * types. Which loop an asset is on only the server knows: with `loops` this is the most that can be meant.
 */
export function coveredAssets(scope: Scope, assets: readonly Asset[], spaces: readonly Space[]): Asset[] {
  const describes = scope.spaces.length > 0 || scope.device_types.length > 0 || scope.loops.length > 0;
  const parents = new Map(spaces.map(({ id, parent }) => [id, parent]));
  const lies = (space: string) => {
    for (let at: string | null = space; at !== null; at = parents.get(at) ?? null) if (scope.spaces.includes(at)) return true;
    return false;
  };
  return assets.filter(
    (asset) =>
      scope.assets.includes(asset.id) ||
      (describes && (scope.spaces.length === 0 || lies(asset.space)) && (scope.device_types.length === 0 || scope.device_types.includes(asset.type))),
  );
}

/** The types that a permit of `kind` may hide as a whole. */
export function wholeTypes(kind: PermitKind): string[] {
  return typesOf(kind).filter((type) => KIND_RULES[kind].hides[type] === null);
}

/** The types of which it may hide at least something. */
export function typesOf(kind: PermitKind): string[] {
  return Object.keys(KIND_RULES[kind].hides);
}

/** What becomes of a choice when the permit hides alarms. */
export interface Hiding {
  readonly scope: Scope;
  /** Named assets of which only some points are hidden; those points are in `scope`. */
  readonly inPart: readonly Asset[];
  /** Named assets that a permit of this kind may not hide at all: they stay live and are left out. */
  readonly live: readonly Asset[];
  /** Chosen types of which the same is true. */
  readonly liveTypes: readonly string[];
}

/**
 * The choice as the server will narrow it: places to the types that may be hidden, named assets to their points where
 * only some may be. `pointIds` tells the ids of an asset's points by key; unknown assets are left out until it does.
 */
export function hiddenScope(kind: PermitKind, chosen: Scope, assets: readonly Asset[], pointIds: (asset: string) => ReadonlyMap<string, string>): Hiding {
  const { hides } = KIND_RULES[kind];
  const named = assets.filter(({ id }) => chosen.assets.includes(id));
  const whole = named.filter(({ type }) => hides[type] === null);
  const inPart = named.filter(({ type }) => Array.isArray(hides[type]));
  const points = inPart.flatMap(({ id, type }) => (hides[type] ?? []).map((key) => pointIds(id).get(key)).filter((point) => point !== undefined));
  const may = wholeTypes(kind);
  // Types that may not be hidden are left out, never widened to all others.
  const types = chosen.device_types.length === 0 ? may : chosen.device_types.filter((type) => may.includes(type));
  const describes = types.length > 0 && (chosen.spaces.length > 0 || chosen.loops.length > 0 || chosen.device_types.length > 0);
  return {
    scope: {
      points: [...chosen.points, ...points],
      assets: whole.map(({ id }) => id),
      spaces: describes ? chosen.spaces : [],
      loops: describes ? chosen.loops : [],
      device_types: describes ? types : [],
    },
    inPart,
    live: named.filter(({ type }) => hides[type] === undefined),
    liveTypes: chosen.device_types.filter((type) => !may.includes(type)),
  };
}

/** How many there are of each type, the most first. */
export function countedTypes(assets: readonly Asset[]): { readonly type: string; readonly name: Asset["type_name"]; readonly count: number }[] {
  const counts = new Map<string, { type: string; name: Asset["type_name"]; count: number }>();
  for (const { type, type_name } of assets) counts.set(type, { type, name: type_name, count: (counts.get(type)?.count ?? 0) + 1 });
  return [...counts.values()].sort((one, other) => other.count - one.count);
}

/** Whether a scope means this asset, as a whole or by a point; `loop` is what its attribute says. */
export function means(scope: Scope, asset: Asset, spaces: readonly Space[], loop: string | null): boolean {
  if (scope.points.some((point) => point.startsWith(`${asset.site}.${asset.id}.`))) return true;
  const covered = coveredAssets(scope, [asset], spaces).length > 0;
  return covered && (scope.assets.includes(asset.id) || scope.loops.length === 0 || (loop !== null && scope.loops.includes(loop)));
}
