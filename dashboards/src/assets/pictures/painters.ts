/** From a device type to its picture: the one place where a type gets one. A type that is not here gets the generic one. */
import { accessDoor, parkingGate } from "./doors";
import { electricalFire, emergencyLighting, generator, lighting, power, ups } from "./electricity";
import { fireDetector, firePanel, gasDetector } from "./fire";
import { generic } from "./generic";
import { escalator, lift } from "./lifts";
import { board } from "./parts";
import type { Painter } from "./picture";
import { intrusion } from "./security";
import { domesticWater, fireWater, leak, sump } from "./water";

interface Look {
  readonly paint: Painter;
  /** The points that say in a few words how it is, where there is room for no more. */
  readonly brief: readonly string[];
}

export const LOOKS: Readonly<Record<string, Look>> = {
  lift: { paint: lift, brief: ["floor", "direction", "door_closed"] },
  escalator: { paint: escalator, brief: ["mode"] },
  access_door: { paint: accessDoor, brief: ["door", "lock"] },
  intrusion: { paint: intrusion, brief: ["set_state"] },
  fire_panel: { paint: firePanel, brief: ["status_bits"] },
  fire_detector: { paint: fireDetector, brief: ["smoke"] },
  fire_water: { paint: fireWater, brief: ["pressure", "tank_level"] },
  electrical_fire: { paint: electricalFire, brief: ["residual_current"] },
  gas_detector: { paint: gasDetector, brief: ["lel"] },
  power: { paint: power, brief: ["breaker", "load_pct"] },
  generator: { paint: generator, brief: ["state", "fuel"] },
  ups: { paint: ups, brief: ["ups_source", "runtime"] },
  domestic_water: { paint: domesticWater, brief: ["tank_level", "outlet_pressure"] },
  sump: { paint: sump, brief: ["level"] },
  leak: { paint: leak, brief: ["leak"] },
  environment: {
    paint: (seen) => board(seen, { may: ["temp", "humidity", "co", "co2", "pm25"], gauges: ["temp", "humidity", "co", "co2", "pm25", "noise"] }),
    brief: ["temp", "humidity"],
  },
  parking_gate: { paint: parkingGate, brief: ["arm", "free_spaces"] },
  garage_air: { paint: (seen) => board(seen, { must: ["co"], may: ["fan_mode", "fan_fault"], words: ["fan_command", "fan_run"], gauges: ["co"] }), brief: ["co"] },
  camera: {
    paint: (seen) => board(seen, { must: ["video"], may: ["online", "covered", "recording", "clock_error"], words: ["illegal_login"], gauges: ["clock_error"] }),
    brief: ["video"],
  },
  nvr: {
    paint: (seen) => board(seen, { must: ["recording"], may: ["online", "disk", "retention", "clock_error"], words: ["illegal_login"], gauges: ["retention", "clock_error"] }),
    brief: ["disk", "retention"],
  },
  lighting: { paint: lighting, brief: ["on"] },
  emergency_lighting: { paint: emergencyLighting, brief: ["emergency"] },
  patrol: { paint: (seen) => board(seen, { may: ["on_post", "sos", "fall"] }), brief: ["on_post"] },
  gateway: {
    paint: (seen) => ({ ...board(seen, { must: ["online"], may: ["clock_error", "queue"], words: ["children_online"], gauges: ["clock_error", "queue"] }), beside: "children" }),
    brief: ["children_online"],
  },
};

export function painterOf(type: string): Painter {
  return LOOKS[type]?.paint ?? generic;
}

export function briefOf(type: string): readonly string[] {
  return LOOKS[type]?.brief ?? [];
}
