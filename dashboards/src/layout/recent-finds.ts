/** What somebody has opened from the search box: the same things are wanted again and again. */
import { recall, remember } from "./preferences";
import type { Found } from "./use-found";

const KEPT = 8;

interface Kept {
  /** Whose it is: the next person at this screen sees their own. */
  readonly who: string;
  readonly items: readonly Found[];
}

/** The newest first. */
export function recentFinds(who: string): readonly Found[] {
  try {
    const kept = JSON.parse(recall("find.recent") ?? "null") as Kept | null;
    return kept?.who === who ? kept.items : [];
  } catch {
    return [];
  }
}

export function keepFind(who: string, found: Found): void {
  const items = [found, ...recentFinds(who).filter(({ path }) => path !== found.path)].slice(0, KEPT);
  remember("find.recent", JSON.stringify({ who, items } satisfies Kept));
}
