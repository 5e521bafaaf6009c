import { describe, expect, it } from "vitest";

import type { Attachment, Scope } from "../src/api/schema";
import { permitLimit } from "../src/permits/permit-limit";
import { blockedBy, primaryPermitStep } from "../src/permits/permit-next";
import { coveredAssets, hiddenScope, isEmpty, means, NO_SCOPE } from "../src/permits/scope";
import { anAsset, aPermit, aPermitDetail, aSpace } from "./samples";

const NOON = Date.parse("2026-01-31T12:00:00.000Z");
const MINUTE = 60_000;
const SPACES = [aSpace("t3", null), aSpace("t3-f05", "t3"), aSpace("t3-f06", "t3"), aSpace("t1", null)];
const SMOKE = anAsset();
const DOOR = anAsset({ id: "t3-door", space: "t3-f05", type: "access_door" });
const LIFT = anAsset({ id: "t1-lift-1", space: "t1", type: "lift" });
const ALL = [SMOKE, DOOR, LIFT];
const scope = (told: Partial<Scope>): Scope => ({ ...NO_SCOPE, ...told });
const ids = (assets: readonly { readonly id: string }[]) => assets.map(({ id }) => id);

describe("what a scope means", () => {
  it.each<[string, Partial<Scope>, string[]]>([
    ["nothing while nothing is chosen", {}, []],
    ["what lies in a space and all within it", { spaces: ["t3"] }, ["t3-smoke-05", "t3-door"]],
    ["of a space only what is of a type", { spaces: ["t3"], device_types: ["access_door"] }, ["t3-door"]],
    ["what is named, wherever it is", { spaces: ["t3-f06"], assets: ["t1-lift-1"] }, ["t1-lift-1"]],
    ["a type anywhere", { device_types: ["lift"] }, ["t1-lift-1"]],
    ["at most everything on a loop", { loops: ["2"] }, ["t3-smoke-05", "t3-door", "t1-lift-1"]],
  ])("is %s", (_, told, expected) => {
    expect(ids(coveredAssets(scope(told), ALL, SPACES))).toEqual(expected);
  });

  it("knows whether it is empty", () => {
    expect(isEmpty(NO_SCOPE)).toBe(true);
    expect(isEmpty(scope({ loops: ["2"] }))).toBe(false);
  });

  it.each<[boolean, string, Partial<Scope>, string | null]>([
    [true, "named", { assets: [SMOKE.id] }, null],
    [true, "named by a point", { points: ["riverside.t3-smoke-05.smoke"] }, null],
    [true, "on its loop", { loops: ["2"] }, "2"],
    [false, "on another loop", { loops: ["3"] }, "2"],
    [false, "in another place", { spaces: ["t1"] }, null],
  ])("says %s of an asset that is %s", (expected, _, told, loop) => {
    expect(means(scope(told), SMOKE, SPACES, loop)).toBe(expected);
  });
});

describe("a permit that hides alarms", () => {
  const points = (asset: string) => new Map(asset === DOOR.id ? [["lock", "riverside.t3-door.lock"]] : []);

  it("narrows a place to what its kind may hide", () => {
    const { scope: narrowed } = hiddenScope("hot_work", scope({ spaces: ["t3"] }), ALL, points);
    expect(narrowed).toMatchObject({ spaces: ["t3"], device_types: ["fire_detector"] });
    expect(ids(coveredAssets(narrowed, ALL, SPACES))).toEqual([SMOKE.id]);
  });

  it("names the points of what it may hide in part only", () => {
    const { scope: narrowed, inPart } = hiddenScope("construction", scope({ assets: [DOOR.id] }), ALL, points);
    expect(narrowed).toMatchObject({ assets: [], points: ["riverside.t3-door.lock"] });
    expect(ids(inPart)).toEqual([DOOR.id]);
  });

  it("says what stays live", () => {
    const { scope: narrowed, live } = hiddenScope("hot_work", scope({ assets: [SMOKE.id, LIFT.id] }), ALL, points);
    expect(narrowed.assets).toEqual([SMOKE.id]);
    expect(ids(live)).toEqual([LIFT.id]);
  });

  it("leaves out types that it may not hide", () => {
    const { scope: narrowed, liveTypes } = hiddenScope("hot_work", scope({ device_types: ["lift", "fire_detector"] }), ALL, points);
    expect(narrowed.device_types).toEqual(["fire_detector"]);
    expect(liveTypes).toEqual(["lift"]);
  });

  it("never becomes wider than what was chosen", () => {
    expect(isEmpty(hiddenScope("hot_work", scope({ spaces: ["t3"], device_types: ["lift"] }), ALL, points).scope)).toBe(true);
  });

  it("means no place where it may hide single points only", () => {
    expect(isEmpty(hiddenScope("confined_space", scope({ spaces: ["t3"] }), ALL, points).scope)).toBe(true);
  });
});

describe("the next step of a permit", () => {
  const photo = (added_at: string, content_type = "image/jpeg"): Attachment => ({
    id: added_at,
    order_id: "p1",
    name: "photo.jpg",
    content_type,
    size: 1,
    sha256: "",
    added_at,
    added_by: "engineer",
    kind: "file",
    signed_by: null,
    signed_as: null,
  });

  it("is the one that its state waits for", () => {
    expect(primaryPermitStep(aPermitDetail({ state: "approved", steps: ["cancel", "begin", "note"] }))).toBe("begin");
    expect(primaryPermitStep(aPermitDetail({ state: "expired", steps: ["end", "note"] }))).toBe("end");
  });

  it("is somebody else's where this person may not take it", () => {
    expect(primaryPermitStep(aPermitDetail({ state: "requested", steps: ["cancel", "note"] }))).toBeNull();
  });

  it.each([
    ["its window has not begun", "begin", aPermitDetail({ starts_at: "2026-01-31T13:00:00.000Z" }), "tooEarly"],
    ["there is no photo of before", "begin", aPermitDetail({ attachments: [photo("2026-01-31T11:00:00.000Z", "text/plain")] }), "photoBefore"],
    [
      "there is none of afterwards",
      "end",
      aPermitDetail({ begun_at: "2026-01-31T11:30:00.000Z", attachments: [photo("2026-01-31T11:00:00.000Z")] }),
      "photoAfter",
    ],
    ["it is too early to look again", "recheck", aPermitDetail({ recheck_at: "2026-01-31T12:10:00.000Z" }), "recheckEarly"],
  ] as const)("waits while %s", (_, step, permit, missing) => {
    expect(blockedBy(permit, step, NOON)).toBe(missing);
  });

  it("waits for nothing once all is there", () => {
    const files = [photo("2026-01-31T11:00:00.000Z"), photo("2026-01-31T11:45:00.000Z")];
    const permit = aPermitDetail({ begun_at: "2026-01-31T11:30:00.000Z", attachments: files, recheck_at: "2026-01-31T11:50:00.000Z" });
    expect((["begin", "end", "recheck"] as const).map((step) => blockedBy(permit, step, NOON))).toEqual([null, null, null]);
  });

  it("needs no photos where the kind asks for none", () => {
    expect(blockedBy(aPermitDetail({ needs_photos: false }), "begin", NOON)).toBeNull();
  });
});

describe("the time of a permit", () => {
  it.each([
    ["begins later", "approved", NOON - 5 * 60 * MINUTE, "permit.limit.begins", "calm"],
    ["could have begun", "approved", NOON - 60 * MINUTE, "permit.limit.notBegun", "calm"],
    ["runs", "active", NOON - 60 * MINUTE, "permit.limit.left", "calm"],
    ["is nearly over", "active", NOON - 10 * MINUTE, "permit.limit.left", "soon"],
    ["is over before anybody decided so", "active", NOON + MINUTE, "permit.limit.over", "late"],
    ["has passed", "expired", NOON + 60 * MINUTE, "permit.limit.over", "late"],
  ] as const)("that %s", (_, state, now, sentence, urgency) => {
    expect(permitLimit(aPermit({ state }), now)).toMatchObject({ sentence, urgency });
  });

  it("counts to the second look, and then from it", () => {
    const permit = aPermit({ state: "recheck", recheck_at: "2026-01-31T12:30:00.000Z" });
    expect(permitLimit(permit, NOON)).toEqual({ sentence: "permit.limit.recheckIn", lengthMs: 30 * MINUTE, urgency: "calm" });
    expect(permitLimit(permit, NOON + 31 * MINUTE)?.urgency).toBe("soon");
    expect(permitLimit(permit, NOON + 50 * MINUTE)?.urgency).toBe("late");
  });

  it("is nobody's business when it is closed", () => {
    expect(permitLimit(aPermit({ state: "closed" }), NOON)).toBeNull();
  });
});
