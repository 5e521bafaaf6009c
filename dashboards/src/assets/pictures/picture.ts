/** What a picture of an asset consists of: pure data, made from its points and drawn by the components of this folder. */
import type { Seen } from "./seen";
import type { Sight, Tone } from "./sight";

/** `null` in a drawing always means: nobody knows. It is drawn hatched, with a question mark. */
export type Drawing = Emblem | Shaft | Stairs | Door | Tank | Arm | Feeder | Sources;

/** The icon of the type in a ring that says how the asset is: for what has no shape of its own. */
export interface Emblem {
  readonly kind: "emblem";
  readonly tone: Tone;
}

export interface Shaft {
  readonly kind: "shaft";
  readonly floor: number | null;
  /** Where the car is, 0 at the lowest and 1 at the highest floor; `null` where the floors or the position are not known. */
  readonly height: number | null;
  readonly lowest: number | null;
  readonly highest: number | null;
  readonly direction: "up" | "down" | "none" | null;
  readonly door: "open" | "closed" | null;
  readonly people: "trapped" | "some" | "nobody" | null;
  /** It is not in ordinary service: the car is drawn outlined. */
  readonly outOfService: boolean;
}

export interface Stairs {
  readonly kind: "stairs";
  readonly running: "up" | "down" | "stopped" | null;
  readonly tone: Tone;
}

export interface Door {
  readonly kind: "door";
  readonly leaf: "open" | "closed" | "fault" | null;
  readonly lock: "locked" | "unlocked" | "fault" | "absent" | null;
  /** Forced, held, tampered with …; its word stands beside the drawing. */
  readonly alarm: boolean;
}

export interface Tank {
  readonly kind: "tank";
  readonly level: Gauge | null;
  /** A pit fills from above and is pumped out; a tank must not run dry. */
  readonly pit: boolean;
}

export interface Arm {
  readonly kind: "arm";
  readonly arm: "up" | "down" | "moving" | "fault" | null;
  readonly vehicle: boolean | null;
  readonly hit: boolean;
}

export interface Feeder {
  readonly kind: "feeder";
  readonly phases: readonly { readonly name: string; readonly tone: Tone; readonly live: boolean | null }[];
  readonly breaker: "open" | "closed" | "tripped" | null;
}

export interface Source {
  readonly name: "mains" | "battery" | "bypass" | "generator";
  readonly tone: Tone;
  /** Whether the load hangs on it; `null`: not known. */
  readonly feeding: boolean | null;
}

export interface Sources {
  readonly kind: "sources";
  readonly sources: readonly Source[];
}

/** A number on its scale. */
export interface Gauge {
  readonly sight: Sight;
  readonly low: number;
  readonly high: number;
}

/** A point as a word; with `flag`: whether that word is among the flags of the point. */
export interface State {
  readonly sight: Sight;
  readonly flag?: string;
  /** Something else says whether it is in order: an open door is one through which somebody goes. Only its fault is a deviation. */
  readonly ordinary?: true;
}

export interface Pump {
  /** `null`: the only one. */
  readonly n: number | null;
  readonly state: "running" | "still" | "fault" | null;
}

/** What else belongs to the picture and has to be fetched. */
export type Beside = "children" | "components" | "passages";

export interface Picture {
  readonly drawing: Drawing;
  /** What the drawing says; its text alternative is made from these. */
  readonly told: readonly State[];
  readonly states: readonly State[];
  readonly pumps: readonly Pump[];
  readonly gauges: readonly Gauge[];
  readonly beside: Beside | null;
}

/** What the painter has to know of the asset beside its points. */
export interface Subject {
  readonly attributes: Readonly<Record<string, string>>;
}

export type Painter = (seen: Seen, asset: Subject) => Picture;
