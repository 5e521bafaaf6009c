import { describe, expect, it } from "vitest";

import type { Picture, Subject } from "../src/assets/pictures/picture";
import { LOOKS, painterOf } from "../src/assets/pictures/painters";
import { Seen } from "../src/assets/pictures/seen";
import { toneOf, type Sight } from "../src/assets/pictures/sight";
import { stateTone } from "../src/assets/pictures/state-tone";
import { aPoint, seen, told } from "./points";

const TOWER: Subject = { attributes: { lowest: "-2", highest: "33" } };
const NAMELESS: Subject = { attributes: {} };

function painted(type: string, values: Parameters<typeof seen>[0], subject: Subject = NAMELESS): Picture {
  return painterOf(type)(seen(values), subject);
}

/** The same points, none of which is to be trusted any more. */
function doubted(values: Parameters<typeof seen>[0], trust: Sight["trust"]): Seen {
  return new Seen(seen(values).all.map((sight) => ({ ...sight, trust })));
}

const GOOD: Readonly<Record<string, Parameters<typeof seen>[0]>> = {
  lift: { floor: 12, moving: true, direction: "up", door_closed: true, occupied: true, trapped: told(false, false), mode: told("normal", "normal") },
  escalator: { mode: "up", escalator_fault: told("none", "none"), e_stop: told(false, false) },
  access_door: { door: told("closed", "closed"), lock: told("locked", "locked"), door_alarm: told("normal", "normal") },
  parking_gate: { arm: "down", loop: false, hit: told(false, false) },
  domestic_water: { tank_level: 60, pump_1_run: true, pump_1_fault: told(false, false) },
  sump: { level: 0.8, pump_1_run: false },
  fire_water: { tank_level: 3, pressure: 0.5, pump_run: told(false, false) },
  power: { breaker: told("closed", "closed"), voltage_l1: 230, voltage_l2: 230, voltage_l3: 230 },
  generator: { state: told("stopped", "stopped"), mains_lost: told(false, false), fuel: 90 },
  ups: { ups_source: told("normal", "normal"), battery_status: told("normal", "normal") },
  camera: { video: told("online", "online"), recording: told(true, true) },
  leak: { leak: told(false, false) },
  environment: { temp: 20 },
  "a type of next year": { humming: true, level: 4 },
};

describe("every picture", () => {
  it.each(Object.keys(LOOKS))("of %s is drawn before anything was heard, as unknown", (type) => {
    const { drawing, states } = painterOf(type)(new Seen([]), NAMELESS);
    expect(JSON.stringify(drawing)).toMatch(/"unknown"|null/);
    expect(JSON.stringify(drawing)).not.toMatch(/"tone":"(ok|plain|wrong)"/);
    expect(states).toEqual([]);
  });

  it.each(Object.entries(GOOD).flatMap(([type, values]) => (["stale", "bad", "never"] as const).map((trust) => [type, trust, values] as const)))(
    "of %s shows nothing of what is %s",
    (type, trust, values) => {
      const known = JSON.stringify(painterOf(type)(seen(values), TOWER).drawing);
      const { drawing, states, gauges, pumps } = painterOf(type)(doubted(values, trust), TOWER);
      expect(JSON.stringify(drawing)).not.toBe(known);
      expect(JSON.stringify({ ...drawing, level: null })).toMatch(/unknown|null/);
      expect(states.map(stateTone).filter((tone) => tone !== "unknown")).toEqual([]);
      expect(gauges.map(({ sight }) => toneOf(sight)).filter((tone) => tone !== "unknown")).toEqual([]);
      expect(pumps.filter(({ state }) => state !== null)).toEqual([]);
    },
  );
});

describe("a lift", () => {
  it("stands at its floor, of which there is no 0", () => {
    expect(painted("lift", { floor: 33 }, TOWER).drawing).toMatchObject({ floor: 33, height: 1 });
    expect(painted("lift", { floor: -2 }, TOWER).drawing).toMatchObject({ floor: -2, height: 0 });
    expect(painted("lift", { floor: 1 }, TOWER).drawing).toMatchObject({ height: 2 / 34 });
  });

  it.each([[{}], [{ lowest: "1", highest: "9" }], [{ lowest: "", highest: "33" }]])("is nowhere in a shaft that does not fit (%o)", (attributes) => {
    expect(painted("lift", { floor: 12 }, { attributes }).drawing).toMatchObject({ floor: 12, height: null });
  });

  it("shows its door, its way and who is inside", () => {
    expect(painted("lift", { door_closed: false, direction: "down", occupied: true }).drawing).toMatchObject({ door: "open", direction: "down", people: "some" });
    expect(painted("lift", { occupied: false, trapped: told(true, false) }).drawing).toMatchObject({ people: "trapped", door: null });
  });
});

describe("a door", () => {
  it("is in order while somebody goes through, and not when it was forced", () => {
    const through = painted("access_door", { door: told("open", "closed"), lock: told("unlocked", "locked"), door_alarm: told("normal", "normal") });
    expect(through.drawing).toMatchObject({ leaf: "open", lock: "unlocked", alarm: false });
    expect(through.states.map(stateTone)).not.toContain("wrong");
    const forced = painted("access_door", { door: told("open", "closed"), door_alarm: told("forced_open", "normal") });
    expect(forced.drawing).toMatchObject({ lock: "absent", alarm: true });
    expect(forced.states.map(stateTone)).toContain("wrong");
  });

  it("whose contact says unknown or fault is neither open nor closed", () => {
    expect(painted("access_door", { door: told("unknown", "closed") }).drawing).toMatchObject({ leaf: null });
    const fault = painted("access_door", { door: told("fault", "closed") });
    expect(fault.drawing).toMatchObject({ leaf: "fault" });
    expect(fault.states.map(stateTone)).toEqual(["wrong"]);
  });
});

describe("pumps", () => {
  it("run, stand still or have a fault, by their numbers", () => {
    const { pumps } = painted("sump", { level: 1, pump_10_run: false, pump_2_run: true, pump_2_fault: false, pump_1_run: true, pump_1_fault: told(true, false) });
    expect(pumps).toEqual([
      { n: 1, state: "fault" },
      { n: 2, state: "running" },
      { n: 10, state: "still" },
    ]);
  });

  it("are unknown when nobody knows whether they have a fault", () => {
    const sights = seen({ pump_run: told(false, false), pump_fault: told(false, false) }).all;
    const { pumps } = painterOf("fire_water")(new Seen(sights.map((sight) => (sight.point.key === "pump_fault" ? { ...sight, trust: "bad" } : sight))), NAMELESS);
    expect(pumps).toEqual([{ n: null, state: null }]);
  });

  it("without a tank of their own make no unknown tank", () => {
    expect(painted("domestic_water", { pump_1_run: true }).drawing).toEqual({ kind: "emblem", tone: "plain" });
  });
});

describe("electricity", () => {
  it("shows the phase that is dead and the breaker that tripped", () => {
    const { drawing } = painted("power", { breaker: told("tripped", "closed"), voltage_l1: 230, voltage_l2: 0 });
    expect(drawing).toMatchObject({ breaker: "tripped", phases: [{ live: true }, { live: false }, { live: null, tone: "unknown" }] });
  });

  it.each([
    ["normal", [true, false, false]],
    ["booster", [true, false, false]],
    ["battery", [false, true, false]],
    ["bypass", [false, false, true]],
    ["none", [false, false, false]],
    ["other", [null, null, null]],
  ] as const)("hangs a load on what the UPS calls %s", (word, feeding) => {
    const { drawing } = painted("ups", { ups_source: told(word, "normal"), battery_status: told("normal", "normal") });
    expect(drawing).toMatchObject({ sources: feeding.map((each) => ({ feeding: each })) });
  });

  it("has a generator that stands ready, and one that feeds", () => {
    expect(painted("generator", { state: told("stopped", "stopped"), mains_lost: told(false, false) }).drawing).toMatchObject({ sources: [{ feeding: true }, { feeding: false, tone: "ok" }] });
    expect(painted("generator", { state: told("running", "stopped"), mains_lost: told(true, false) }).drawing).toMatchObject({ sources: [{ feeding: false, tone: "wrong" }, { feeding: true }] });
  });
});

describe("a fire panel", () => {
  it("lights the lamps whose flags are set", () => {
    const { states, drawing } = painted("fire_panel", { status_bits: ["normal", "fire", "bus"] });
    expect(states.filter((state) => stateTone(state) === "wrong").map(({ flag }) => flag)).toEqual(["fire", "bus"]);
    expect(drawing).toEqual({ kind: "emblem", tone: "wrong" });
  });

  it("is unknown while only its count of isolated parts is known", () => {
    const sights = [...seen({ isolated_n: 0 }).all, { point: aPoint({ key: "status_bits", kind: "flags" }), value: null, quality: "bad", trust: "never", at: null } as const];
    expect(painterOf("fire_panel")(new Seen(sights), NAMELESS).drawing).toEqual({ kind: "emblem", tone: "unknown" });
  });
});

describe("a camera", () => {
  it("whose picture was never reported is unknown, however well it is otherwise", () => {
    const sights = [...seen({ recording: told(true, true) }).all, { point: aPoint({ key: "video", kind: "enum" }), value: null, quality: "bad", trust: "never", at: null } as const];
    expect(painterOf("camera")(new Seen(sights), NAMELESS).drawing).toMatchObject({ tone: "unknown" });
  });

  it("that reports a fault of its own is not in order", () => {
    expect(painted("camera", { video: told("online", "online"), fault: told(true, false) }).drawing).toMatchObject({ tone: "wrong" });
  });
});

describe("a type that has no picture", () => {
  it("shows its words and numbers, what deviates first", () => {
    const { states, gauges, drawing } = painted("a type of next year", { a: true, b: 5, c: told(true, false) });
    expect(states.map(({ sight }) => sight.point.key)).toEqual(["c", "a"]);
    expect(gauges.map(({ sight }) => sight.point.key)).toEqual(["b"]);
    expect(drawing).toMatchObject({ tone: "wrong" });
  });

  it("speaks for all of them, not only for those there is room for", () => {
    const quiet = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`w${n}`, told(false, false)]));
    expect(painted("another", quiet).states).toHaveLength(8);
    expect(painted("another", { ...quiet, last: told(true, false) }).drawing).toMatchObject({ tone: "wrong" });
  });
});
