/** What feeds what inside an incident: its alarms hung under the cause, along the way by which the cause reaches them. */
import type { Alarm } from "../api/schema";

export interface FeedingNode {
  readonly asset: string;
  /** Its alarms, in the order in which they occurred. */
  readonly alarms: readonly Alarm[];
  /** Assets between the one above and this one that have no alarm in the incident, the one above's side first. */
  readonly via: readonly string[];
  readonly children: readonly FeedingNode[];
}

/**
 * The tree of the incident with `cause` at its root; `alarms` are all of the incident, in the order in which they
 * occurred. `sources` tells what an asset directly needs: what feeds it and the gateway that it speaks through. An asset
 * stands under the nearest one above it that has an alarm in the incident, else under the cause.
 */
export function feedingTree(cause: Alarm, alarms: readonly Alarm[], sources: (asset: string) => readonly string[]): FeedingNode {
  const members = new Map<string, Alarm[]>([[cause.asset, []]]);
  for (const alarm of alarms) members.set(alarm.asset, [...(members.get(alarm.asset) ?? []), alarm]);
  const ways = new Map([...members.keys()].filter((asset) => asset !== cause.asset).map((asset) => [asset, wayUp(asset, cause.asset, members, sources)]));

  // Equipment that feeds each other in a ring hangs directly under the cause.
  for (const asset of ways.keys()) if (!leadsTo(cause.asset, asset, ways)) ways.set(asset, { above: cause.asset, via: [] });

  const build = (asset: string, via: readonly string[]): FeedingNode => ({
    asset,
    alarms: members.get(asset) ?? [],
    via,
    children: [...ways].filter(([, { above }]) => above === asset).map(([child, way]) => build(child, way.via)),
  });
  return build(cause.asset, []);
}

interface Way {
  readonly above: string;
  readonly via: readonly string[];
}

/** The nearest member above `asset`, breadth first, and what lies between. */
function wayUp(asset: string, root: string, members: ReadonlyMap<string, unknown>, sources: (asset: string) => readonly string[]): Way {
  const seen = new Set([asset]);
  let ring: { readonly at: string; readonly via: readonly string[] }[] = [{ at: asset, via: [] }];
  while (ring.length > 0) {
    const next: typeof ring = [];
    for (const { at, via } of ring) {
      for (const source of sources(at)) {
        if (members.has(source) && source !== asset) return { above: source, via };
        if (seen.has(source)) continue;
        seen.add(source);
        next.push({ at: source, via: [source, ...via] });
      }
    }
    ring = next;
  }
  return { above: root, via: [] };
}

function leadsTo(root: string, from: string, ways: ReadonlyMap<string, Way>): boolean {
  const seen = new Set<string>();
  for (let at = from; at !== root; ) {
    if (seen.has(at)) return false;
    seen.add(at);
    const way = ways.get(at);
    if (way === undefined) return false;
    at = way.above;
  }
  return true;
}
