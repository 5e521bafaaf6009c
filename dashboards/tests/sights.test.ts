import { describe, expect, it } from "vitest";

import type { Latest } from "../src/api/schema";
import { briefWords, pointOfType } from "../src/assets/pictures/brief";
import { childrenOf, presenceOf } from "../src/assets/pictures/children";
import { componentsOf, componentState } from "../src/assets/pictures/components";
import { passages } from "../src/assets/pictures/passages";
import { placeOn, scaleOf } from "../src/assets/pictures/scale";
import { pumpName, sentence, stateWords } from "../src/assets/pictures/say";
import { Seen, seenOf } from "../src/assets/pictures/seen";
import { shown, sightOf, toneOf, worstTone } from "../src/assets/pictures/sight";
import { Followed } from "../src/live/followed";
import { ReadingStore } from "../src/live/reading-store";
import type { Words } from "../src/messages/language-context";
import { type Language, translate, translateWord } from "../src/messages/translate";
import { anAsset } from "./samples";
import { aPoint, NOW, seen } from "./points";

const MOMENT = { now: NOW, connected: true, staleAfterS: 180 };

function latest(told: Partial<Latest> = {}): Latest {
  return { ts: new Date(NOW - 1_000).toISOString(), value: 5, quality: "good", age_s: 1, stale: false, ...told };
}

function speaking(language: Language): Words {
  return {
    language,
    setLanguage: () => undefined,
    t: (key, values) => translate(language, key, values),
    word: (family, value) => translateWord(language, family, value),
    text: (text) => text[language],
  };
}

describe("what is seen of a point", () => {
  it("is what the server knows until the stream brings something newer", () => {
    const point = aPoint({ latest: latest() });
    expect(sightOf(point, undefined, MOMENT)).toMatchObject({ value: 5, trust: "sure" });
    expect(sightOf(point, { value: 6, quality: "good", at: NOW }, MOMENT)).toMatchObject({ value: 6, trust: "sure" });
    expect(sightOf(point, { value: 4, quality: "good", at: NOW - 60_000 }, MOMENT)).toMatchObject({ value: 5 });
  });

  it.each([
    ["never heard", aPoint(), "never"],
    ["of a silent device", aPoint({ latest: latest({ stale: true }) }), "stale"],
    ["too old", aPoint({ latest: latest({ ts: new Date(NOW - 181_000).toISOString() }) }), "stale"],
    ["bad", aPoint({ latest: latest({ quality: "bad" }) }), "bad"],
    ["null", aPoint({ latest: latest({ value: null }) }), "bad"],
  ] as const)("is nothing that may be drawn when it is %s", (_, point, trust) => {
    const sight = sightOf(point, undefined, MOMENT);
    expect(sight.trust).toBe(trust);
    expect(shown(sight)).toBeNull();
    expect(toneOf(sight)).toBe("unknown");
  });

  it("may be drawn with its word when it is doubtful", () => {
    const sight = sightOf(aPoint({ latest: latest({ quality: "uncertain" }) }), undefined, MOMENT);
    expect(sight.trust).toBe("doubtful");
    expect(shown(sight)).toBe(5);
    expect(stateWords({ sight }, speaking("en")).value).toBe("5 (uncertain)");
  });

  it("is unknown when the device itself says that it does not know", () => {
    const sight = sightOf(aPoint({ kind: "enum", normal_value: "closed", latest: latest({ value: "unknown" }) }), undefined, MOMENT);
    expect(toneOf(sight)).toBe("unknown");
  });

  it("is stale once its device has said good-bye, until it speaks again", () => {
    const online = aPoint({ key: "online", kind: "binary" });
    const floor = aPoint({ key: "floor" });
    const at = (moment: number) => new Map([
      [online.id, { value: false, quality: "good", at: NOW - 5_000 }],
      [floor.id, { value: 12, quality: "good", at: moment }],
    ]);
    expect(seenOf([online, floor], at(NOW - 6_000), MOMENT, () => 180).get("floor")?.trust).toBe("stale");
    expect(seenOf([online, floor], at(NOW - 4_000), MOMENT, () => 180).get("floor")?.trust).toBe("sure");
  });

  it("is judged as a whole by what is worst, and unknown outweighs fine", () => {
    expect(worstTone(["ok", "unknown", "wrong"])).toBe("wrong");
    expect(worstTone(["ok", "unknown"])).toBe("unknown");
    expect(worstTone(["plain", "ok"])).toBe("ok");
    expect(worstTone([])).toBe("unknown");
  });
});

describe("a scale", () => {
  it.each([
    ["percent", "%", { low: 40, high: 90 }, { low: 0, high: 110 }, 0, 100],
    ["a deviation in percent", "%", { low: 0, high: 2 }, { low: -100, high: 100 }, 0, 3],
    ["an upper limit", "mg/m³", { low: 0, high: 30 }, { low: 0, high: 1200 }, 0, 45],
    ["both limits", "V", { low: 198, high: 235.4 }, { low: 0, high: 500 }, 179.3, 254.1],
    ["a lower limit", "d", { low: 30, high: null }, { low: 0, high: 3650 }, 0, 60],
    ["an upper limit alone", "°C", { low: null, high: 95 }, { low: -40, high: 150 }, 0, 142.5],
    ["no limits", "m", null, { low: 0, high: 10 }, 0, 10],
    ["nothing known", "", null, null, 0, 1],
  ] as const)("of %s shows what is normal with room around it", (_, unit, normal, range, low, high) => {
    const scale = scaleOf({ unit, normal, range });
    expect(scale.low).toBeCloseTo(low);
    expect(scale.high).toBeCloseTo(high);
  });

  it("ends where the value does, and nothing stands beside it", () => {
    expect(placeOn({ low: 0, high: 10 }, 15)).toBe(1);
    expect(placeOn({ low: 0, high: 10 }, -1)).toBe(0);
    expect(placeOn({ low: 3, high: 3 }, 3)).toBe(0);
  });
});

describe("a picture in words", () => {
  const door = new Seen([sightOf(aPoint({ key: "door_closed", kind: "binary", name: { zh: "关门到位", en: "Door closed" }, latest: latest({ value: false }) }), undefined, MOMENT)]);
  const states = door.some(["door_closed"]).map((sight) => ({ sight }));

  it.each([
    ["zh", "关门到位：门开着；1号泵：未知"],
    ["en", "Door closed: door open; Pump 1: unknown"],
  ] as const)("is a sentence in %s", (language, expected) => {
    expect(sentence(states, [{ n: 1, state: null }], speaking(language))).toBe(expected);
  });

  it("says that and why nobody knows", () => {
    const bad = [...door.all].map((sight) => ({ sight: { ...sight, trust: "bad" as const } }));
    expect(sentence(bad, [], speaking("zh"))).toBe("关门到位：未知（数据无效）");
    expect(sentence([], [], speaking("zh"))).toBe("未知（尚无数据）");
  });

  it("names a flag, and the only pump", () => {
    const [sight] = seen({ status_bits: ["normal", "fire", "bus"] }).all;
    expect(sight && stateWords({ sight, flag: "fire" }, speaking("en"))).toEqual({ name: "fire", value: "yes" });
    expect(pumpName({ n: null, state: "still" }, speaking("zh"))).toBe("水泵");
  });
});

describe("a few words on an asset", () => {
  const kinds = [
    { key: "floor", kind: "analog", name: { zh: "楼层", en: "Floor" }, unit: "", values: [] },
    { key: "direction", kind: "enum", name: { zh: "方向", en: "Direction" }, unit: "", values: [{ key: "up", name: { zh: "上行", en: "Up" } }] },
  ] as const;
  const points = kinds.map((kind) => pointOfType("riverside", "t3-lift-1", { ...kind, values: [...kind.values] }));
  const heard = (floor: number | null, direction: string) =>
    new Map([
      ["riverside.t3-lift-1.floor", { value: floor, quality: floor === null ? "bad" : "good", at: NOW }],
      ["riverside.t3-lift-1.direction", { value: direction, quality: "good", at: NOW }],
    ]);

  it("tell where a lift is and where it goes", () => {
    expect(briefWords(points, heard(12, "up"), MOMENT, speaking("zh"))).toEqual({ words: "12层 · 上行", unknown: false });
    expect(briefWords(points, heard(12, "none"), MOMENT, speaking("en"))).toEqual({ words: "floor 12", unknown: false });
  });

  it("say what is unknown, and nothing before anything was heard", () => {
    expect(briefWords(points, heard(null, "up"), MOMENT, speaking("zh"))).toEqual({ words: "上行 · 未知", unknown: true });
    expect(briefWords(points, new Map(), MOMENT, speaking("zh"))).toBeNull();
  });
});

describe("passages through a door", () => {
  const at = (second: number, value: string | null, quality: "good" | "bad" = "good") => ({ ts: new Date(NOW + second * 1_000).toISOString(), value, quality });

  it("are its changes, the newest first, without the first word that is stored", () => {
    const told = [at(0, "closed"), at(1, "closed"), at(2, "open"), at(3, null, "bad"), at(4, "open"), at(5, "closed")];
    expect(passages(told, 6)).toEqual([
      { at: NOW + 5_000, value: "closed" },
      { at: NOW + 2_000, value: "open" },
    ]);
    expect(passages(told, 1)).toHaveLength(1);
  });
});

function aDevice(id: string, told: { assets?: string[]; gateway?: string | null; online?: boolean | null; stale?: boolean; last_seen?: string | null } = {}) {
  return { id, assets: [id], gateway: null, online: true, stale: false, last_seen: "2026-01-31T08:00:00.000Z", ...told };
}

describe("what speaks through a gateway", () => {
  it("is listed with whether it speaks, the absent ones first", () => {
    const devices = [aDevice("gw"), aDevice("a", { gateway: "gw" }), aDevice("b", { gateway: "gw", online: false }), aDevice("c", { gateway: "other" })];
    expect(childrenOf("gw", devices)).toEqual([
      { asset: "b", presence: "offline" },
      { asset: "a", presence: "online" },
    ]);
  });

  it.each([
    [{ online: false, stale: false, last_seen: null }, "offline"],
    [{ online: true, stale: true, last_seen: "2026-01-31T08:00:00.000Z" }, "silent"],
    [{ online: null, stale: true, last_seen: null }, "unknown"],
    [{ online: null, stale: false, last_seen: "2026-01-31T08:00:00.000Z" }, "unknown"],
    [{ online: true, stale: false, last_seen: "2026-01-31T08:00:00.000Z" }, "online"],
  ] as const)("is %o, hence %s", (device, presence) => {
    expect(presenceOf(device)).toBe(presence);
  });
});

describe("components of a fire panel", () => {
  const heard = (values: Readonly<Record<string, boolean | string[] | null>>, quality = "good") => (key: string) => (key in values ? { value: values[key] ?? null, quality, at: NOW } : undefined);

  it.each([
    ["normal", { smoke: false }, "normal"],
    ["normal", { smoke: true }, "fire"],
    ["offline", { smoke: true }, "fire"],
    ["offline", { smoke: false }, "unknown"],
    ["normal", {}, "unknown"],
    ["normal", { smoke: null }, "unknown"],
    ["normal", { status_bits: ["normal", "isolated"] }, "isolated"],
    ["normal", { status_bits: ["normal", "fault"] }, "fault"],
    ["alarm", { smoke: false }, "alarm"],
    ["normal", { smoke: false, status_bits: null }, "unknown"],
  ] as const)("of an asset that is %s and says %o are %s", (state, values, expected) => {
    expect(componentState(anAsset({ state }), heard(values as never))).toBe(expected);
  });

  it("are those that its own device speaks for, else all detectors of the site", () => {
    const panel = anAsset({ id: "panel", type: "fire_panel" });
    const one = anAsset({ id: "one" });
    const other = anAsset({ id: "other" });
    expect(componentsOf("panel", [aDevice("bridge", { assets: ["panel", "one"] })], [panel, one, other])).toEqual({ own: true, components: [one] });
    expect(componentsOf("panel", [aDevice("panel")], [panel, one, other])).toEqual({ own: false, components: [one, other] });
  });
});

describe("several live values", () => {
  it("are the same thing until one of them changes", () => {
    const store = new ReadingStore();
    const followed = new Followed(store, ["a", "b"]);
    let changes = 0;
    const end = followed.subscribe(() => (changes += 1));
    const before = followed.snapshot();
    store.take("c", { value: 1, quality: "good", at: 1 });
    expect(followed.snapshot()).toBe(before);
    store.take("a", { value: 2, quality: "good", at: 1 });
    expect(followed.snapshot().get("a")?.value).toBe(2);
    expect(changes).toBe(1);
    store.clear();
    expect(followed.snapshot().size).toBe(0);
    end();
  });
});
