import type { Point } from "../../api/schema";
import { type Heard, type Moment, type Sight, sightOf } from "./sight";

export interface Numbered {
  readonly n: number;
  readonly sight: Sight;
}

/** The points of one asset as they are seen now, by their keys. */
export class Seen {
  private readonly sights: ReadonlyMap<string, Sight>;

  constructor(sights: readonly Sight[]) {
    const offline = new Map(sights.filter(({ point, value }) => point.key === "online" && value === false).map(({ point, at }) => [point.device, at ?? 0]));
    this.sights = new Map(sights.map((sight) => [sight.point.key, silenced(sight, offline.get(sight.point.device))]));
  }

  get(key: string): Sight | undefined {
    return this.sights.get(key);
  }

  /** Those of `keys` that the asset has, in that order. */
  some(keys: readonly string[]): Sight[] {
    return keys.map((key) => this.sights.get(key)).filter((sight) => sight !== undefined);
  }

  /** `pump_{n}_run`: the points of numbered parts, by their number. */
  numbered(pattern: string): Numbered[] {
    const [before = "", after = ""] = pattern.split("{n}");
    return [...this.sights]
      .filter(([key]) => key.startsWith(before) && key.endsWith(after) && /^\d+$/.test(key.slice(before.length, key.length - after.length)))
      .map(([key, sight]) => ({ n: Number(key.slice(before.length, key.length - after.length)), sight }))
      .sort((one, other) => one.n - other.n);
  }

  get all(): Sight[] {
    return [...this.sights.values()];
  }

  /** Whether anything was ever heard. */
  get spoken(): boolean {
    return this.all.some(({ trust }) => trust !== "never");
  }
}

/** A device that said good-bye after this value: nobody knows whether it is still so. */
function silenced(sight: Sight, offlineSince: number | undefined): Sight {
  if (offlineSince === undefined || sight.point.key === "online" || sight.at === null || sight.at > offlineSince || sight.trust === "bad") return sight;
  return { ...sight, trust: "stale" };
}

export function seenOf(
  points: readonly Point[],
  live: ReadonlyMap<string, Heard>,
  moment: Omit<Moment, "staleAfterS">,
  staleAfterS: (device: string) => number,
): Seen {
  return new Seen(points.map((point) => sightOf(point, live.get(point.id), { ...moment, staleAfterS: staleAfterS(point.device) })));
}
