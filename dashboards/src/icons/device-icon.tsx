import { Icon } from "./icon";
import { type IconName, strokes } from "./strokes";

/** The drawing of a device type; one that has none yet gets that of any device. */
export function DeviceIcon({ icon, size }: { readonly icon: string; readonly size?: number }) {
  return <Icon name={icon in strokes ? (icon as IconName) : "device"} size={size} />;
}
