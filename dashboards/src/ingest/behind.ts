import type { IngestHealth, PartState } from "../api/schema";
import type { MessageKey } from "../messages/translate";

/** Something that keeps what is shown, or stored, from being as fresh as it should be. */
export interface Behind {
  /** The part of ingest: `broker`, `storing` …. */
  readonly part: string;
  /** The sentence; its place `{length}` is how long, its place `{n}` how many. */
  readonly key: MessageKey;
  readonly seconds: number;
  readonly n: number;
  /** Alarms do not come, or come late: more than a delay of storing. */
  readonly urgent: boolean;
}

/** How a part of ingest is; one that ingest does not name is ready. */
export function partState(health: IngestHealth, part: string): PartState {
  return health.parts.find(({ name }) => name === `${part}:${health.site}`)?.state ?? "ready";
}

/** A backlog this young is the batch that has just come. */
const LATE_S = 2;

/** What is behind at a site, the worst first: where readings wait, and for how long. Nothing while all is well. */
export function behind(health: IngestHealth): readonly Behind[] {
  if (!health.connected) return [{ part: "ingest", key: "behind.ingest", seconds: 0, n: 0, urgent: true }];
  const found: Behind[] = [];
  const say = (part: string, key: MessageKey, seconds: number, urgent: boolean, n = 0) => found.push({ part, key, seconds, n, urgent });
  if (partState(health, "broker") !== "ready") say("broker", "behind.broker", health.broker_away_s, true);
  if (partState(health, "journal") === "unready") say("journal", "behind.journalFull", 0, true);
  if (partState(health, "commits") !== "ready") say("commits", "behind.commits", health.records_away_s, true, health.pending_commits);
  if (partState(health, "backlog") !== "ready" && health.judging_lag_s >= LATE_S) say("backlog", "behind.judging", health.judging_lag_s, true);
  if (partState(health, "storing") !== "ready") say("storing", "behind.storing", Math.max(health.store_lag_s, health.store_away_s), false);
  if (partState(health, "disk") !== "ready") say("disk", "behind.disk", 0, false);
  if (partState(health, "journal") === "degraded") say("journal", "behind.journalFilling", 0, false);
  if (partState(health, "queue") !== "ready") say("queue", "behind.queue", 0, false);
  return found;
}

/** How full the journal is, 0 to 1. */
export function journalFill(health: IngestHealth): number {
  return health.journal_limit_bytes > 0 ? Math.min(1, health.journal_bytes / health.journal_limit_bytes) : 0;
}

/** A short time as people who look at disks write it: 0.4 ms, 12 ms, 1.3 s. */
export function milliseconds(seconds: number): string {
  if (seconds >= 1) return `${seconds.toFixed(1)} s`;
  const ms = seconds * 1_000;
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

/** A size in whole MB (MiB, as disks' owners say). */
export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`;
}
