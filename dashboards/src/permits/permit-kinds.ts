/** What each kind of permit allows at most; the same as the server's table, which a test compares. */
import type { PermitKind } from "../api/schema";
import type { IconName } from "../icons/strokes";
import table from "./permit-kinds.json";

export interface KindRules {
  readonly longest_hours: number;
  /** Nobody may begin without a watcher on site. */
  readonly watcher: boolean;
  /** It begins and ends with a photo of the place. */
  readonly photos: boolean;
  readonly recheck_minutes: number | null;
  /** Device type → the keys of the points that it may hide; `null`: every point. Empty: it hides nothing. */
  readonly hides: Readonly<Record<string, readonly string[] | null>>;
}

export const KIND_RULES: Readonly<Record<PermitKind, KindRules>> = table;

/** In the order in which they are offered. */
export const PERMIT_KINDS = [
  "hot_work",
  "fire_test",
  "fire_impairment",
  "temporary_power",
  "confined_space",
  "work_at_height",
  "construction",
  "shut_off",
] as const satisfies readonly PermitKind[];

export const KIND_ICONS: Readonly<Record<PermitKind, IconName>> = {
  hot_work: "flame",
  fire_test: "smoke",
  fire_impairment: "fire-panel",
  temporary_power: "plug",
  confined_space: "manhole",
  work_at_height: "ladder",
  construction: "helmet",
  shut_off: "tap",
};
