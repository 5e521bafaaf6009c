/** What hangs on a fire panel, by how it is. */
import type { Asset, Device } from "../../api/schema";
import type { Heard } from "./sight";

export const COMPONENT_STATES = ["fire", "fault", "isolated", "alarm", "unknown", "normal"] as const;
export type ComponentState = (typeof COMPONENT_STATES)[number];

/** The points of a component that tell how it is. */
export const COMPONENT_KEYS = ["smoke", "status_bits", "fault"] as const;

/** The detectors that the panel's own devices speak for; where they speak for none, those of the whole site. */
export function componentsOf(
  panel: string,
  devices: readonly Pick<Device, "assets">[],
  assets: readonly Asset[],
): { readonly own: boolean; readonly components: readonly Asset[] } {
  const spoken = new Set(devices.flatMap((device) => (device.assets.includes(panel) ? device.assets : [])));
  const detectors = assets.filter(({ id, type }) => type === "fire_detector" && id !== panel);
  const own = detectors.filter(({ id }) => spoken.has(id));
  return own.length > 0 ? { own: true, components: own } : { own: false, components: detectors };
}

/**
 * How a component is. A fire that was heard stays one when the component falls silent; otherwise silence, bad quality
 * and never having spoken are all unknown.
 */
export function componentState(asset: Pick<Asset, "state">, heard: (key: (typeof COMPONENT_KEYS)[number]) => Heard | undefined): ComponentState {
  const values = COMPONENT_KEYS.map((key) => [key, heard(key)] as const);
  const good = new Map(values.filter(([, value]) => value !== undefined && value.quality !== "bad" && value.value !== null).map(([key, value]) => [key, value?.value]));
  const bits = good.get("status_bits");
  const flags = Array.isArray(bits) ? (bits as readonly string[]) : [];
  if (good.get("smoke") === true || flags.includes("fire")) return "fire";
  if (asset.state === "offline" || asset.state === "unknown") return "unknown";
  if (good.get("fault") === true || flags.includes("fault")) return "fault";
  if (flags.includes("isolated")) return "isolated";
  if (asset.state === "alarm") return "alarm";
  const bad = values.some(([key, value]) => value !== undefined && !good.has(key));
  return bad || (!good.has("smoke") && !good.has("status_bits")) ? "unknown" : "normal";
}
