import { describe, expect, it } from "vitest";

import type { IngestHealth, PartState } from "../src/api/schema";
import { behind, journalFill, megabytes, milliseconds } from "../src/ingest/behind";

const unknown = { median_s: null, p99_s: null };

/** Ingest of riverside with these parts in trouble, and what else it says. */
function health(states: Readonly<Record<string, PartState>> = {}, told: Partial<IngestHealth> = {}): IngestHealth {
  return {
    site: "riverside",
    connected: true,
    state: "ready",
    parts: ["ingest", "broker", "queue", "journal", "disk", "backlog", "commits", "storing"].map((part) => {
      const state = states[part] ?? "ready";
      return { name: `${part}:riverside`, state, ready: state === "ready", detail: "" };
    }),
    received: 0,
    waiting: 0,
    unacknowledged: 0,
    broker_away_s: 0,
    broker_reconnects: 0,
    judging_lag_s: 0,
    journal_bytes: 0,
    journal_limit_bytes: 0,
    fsync: unknown,
    disk_probe_median_s: 0,
    records_away_s: 0,
    pending_commits: 0,
    commit: unknown,
    store_away_s: 0,
    store_lag_s: 0,
    store_write: unknown,
    quarantined: 0,
    snapshot_age_s: 0,
    restart_s: 0,
    restart_replayed: 0,
    resident_bytes: 0,
    ...told,
  };
}

describe("what is behind", () => {
  it("is nothing while all is well", () => {
    expect(behind(health())).toEqual([]);
  });

  it("is everything while ingest is away, and only that is said", () => {
    expect(behind(health({ storing: "degraded" }, { connected: false })).map(({ key }) => key)).toEqual(["behind.ingest"]);
  });

  it.each([
    ["broker", "unready", { broker_away_s: 42 }, "behind.broker", 42, true],
    ["journal", "unready", {}, "behind.journalFull", 0, true],
    ["journal", "degraded", {}, "behind.journalFilling", 0, false],
    ["commits", "unready", { records_away_s: 61, pending_commits: 7 }, "behind.commits", 61, true],
    ["backlog", "degraded", { judging_lag_s: 33 }, "behind.judging", 33, true],
    ["storing", "degraded", { store_lag_s: 42 }, "behind.storing", 42, false],
    ["storing", "degraded", { store_away_s: 9 }, "behind.storing", 9, false],
    ["disk", "degraded", {}, "behind.disk", 0, false],
    ["queue", "degraded", {}, "behind.queue", 0, false],
  ] as const)("says of %s that is %s how long it has been (%o)", (part, state, told, key, seconds, urgent) => {
    expect(behind(health({ [part]: state }, told))).toMatchObject([{ part, key, seconds, urgent }]);
  });

  it("says nothing of a backlog that is as young as the batch that has just come", () => {
    expect(behind(health({ backlog: "degraded" }, { judging_lag_s: 1.9 }))).toEqual([]);
  });

  it("says what keeps alarms away before what only delays storing", () => {
    const all = behind(health({ storing: "degraded", broker: "unready", disk: "degraded", commits: "unready" }));
    expect(all.map(({ part }) => part)).toEqual(["broker", "commits", "storing", "disk"]);
  });
});

describe("figures", () => {
  it("shows short times as short as they are", () => {
    expect([0.00021, 0.0124, 0.9994, 1.26].map(milliseconds)).toEqual(["0.2 ms", "12 ms", "999 ms", "1.3 s"]);
  });

  it("shows sizes in whole MB", () => {
    expect(megabytes(4096 * 2 ** 20)).toBe("4096 MB");
  });

  it("knows how full the journal is, also of one that never said its limit", () => {
    expect(journalFill(health())).toBe(0);
    expect(journalFill(health({}, { journal_bytes: 50, journal_limit_bytes: 200 }))).toBe(0.25);
    expect(journalFill(health({}, { journal_bytes: 300, journal_limit_bytes: 200 }))).toBe(1);
  });
});
