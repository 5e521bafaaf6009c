/** What speaks through a gateway. */
import type { Device } from "../../api/schema";

export type Presence = "online" | "offline" | "silent" | "unknown";

export interface Child {
  readonly asset: string;
  readonly presence: Presence;
}

type Hardware = Pick<Device, "id" | "assets" | "gateway" | "online" | "stale" | "last_seen">;

const GRAVEST: readonly Presence[] = ["offline", "silent", "unknown", "online"];

export function presenceOf({ online, stale, last_seen }: Pick<Device, "online" | "stale" | "last_seen">): Presence {
  if (online === false) return "offline";
  if (stale) return last_seen === null ? "unknown" : "silent";
  return online === null ? "unknown" : "online";
}

/** The assets whose devices speak through one of `gateway`'s devices, the absent ones first. */
export function childrenOf(gateway: string, devices: readonly Hardware[]): Child[] {
  const own = new Set(devices.filter(({ assets }) => assets.includes(gateway)).map(({ id }) => id));
  const children = devices
    .filter(({ gateway: through }) => through !== null && own.has(through))
    .flatMap((device) => device.assets.map((asset) => ({ asset, presence: presenceOf(device) })));
  return children.sort((one, other) => GRAVEST.indexOf(one.presence) - GRAVEST.indexOf(other.presence));
}
