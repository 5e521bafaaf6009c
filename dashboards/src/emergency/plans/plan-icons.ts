import type { PlanKind } from "../../api/schema";
import type { IconName } from "../../icons/strokes";

/** A drawing for each kind of event. */
export const PLAN_ICONS: Readonly<Record<PlanKind, IconName>> = {
  fire: "flame",
  lift_entrapment: "lift",
  power_cut: "power",
  flooding: "sump",
  water_cut: "tap",
  burst_pipe: "leak",
  gas_leak: "gas",
  intrusion: "intrusion",
  fight: "person",
  medical: "plus",
  fallen_object: "helmet",
  monitoring_lost: "broken",
};
