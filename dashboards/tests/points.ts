/** Points as tests of pictures need them, made from a few words. */
import type { Point } from "../src/api/schema";
import { Seen } from "../src/assets/pictures/seen";
import type { Sight } from "../src/assets/pictures/sight";

type Plain = boolean | number | string | readonly string[];

export const NOW = Date.parse("2026-01-31T08:00:00.000Z");

export function aPoint(told: Partial<Point> = {}): Point {
  const key = told.key ?? "floor";
  return {
    id: `riverside.t3-lift-1.${key}`,
    site: "riverside",
    asset: "t3-lift-1",
    key,
    name: { zh: key, en: key },
    kind: "analog",
    unit: "",
    values: [],
    device: "t3-lift-1",
    normal: null,
    normal_value: null,
    range: null,
    latest: null,
    ...told,
  };
}

function kindOf(value: Plain): Point["kind"] {
  if (typeof value === "boolean") return "binary";
  if (typeof value === "number") return "analog";
  return typeof value === "string" ? "enum" : "flags";
}

export interface Told {
  readonly value: Plain;
  /** What the type calls quiet. */
  readonly quiet: boolean | string;
}

/** Sure values by key. */
export function seen(values: Readonly<Record<string, Plain | Told>>): Seen {
  return new Seen(
    Object.entries(values).map(([key, told]): Sight => {
      const { value, quiet } = typeof told === "object" && "value" in told ? told : { value: told, quiet: null };
      return { point: aPoint({ key, kind: kindOf(value), normal_value: quiet, ...LIMITS[key] }), value, quality: "good", trust: "sure", at: NOW };
    }),
  );
}

/** `value`, where the type calls `quiet` quiet. */
export function told(value: boolean | string, quiet: boolean | string): Told {
  return { value, quiet };
}

const LIMITS: Readonly<Record<string, Partial<Point>>> = {
  voltage_l1: { normal: { low: 198, high: 235.4 } },
  voltage_l2: { normal: { low: 198, high: 235.4 } },
  voltage_l3: { normal: { low: 198, high: 235.4 } },
};
