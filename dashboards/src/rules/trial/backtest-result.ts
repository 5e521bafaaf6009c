/** What a backtest found (`docs/backtest.md`), as it stands in `Backtest.result`. */
import type { Backtest } from "../../api/schema";
import type { Value } from "../../assets/point-words";
import type { BothLanguages } from "../../messages/translate";

export interface Episode {
  readonly condition: string;
  readonly asset: string;
  readonly point: string | null;
  readonly message: BothLanguages;
  readonly occurred_at: string;
  readonly raised_at: string;
  readonly ended_at: string | null;
  readonly returned_at: string | null;
  readonly value: Value;
  readonly late: boolean;
  readonly silent: boolean;
}

export interface Summary {
  readonly conditions: number;
  readonly alarms: number;
  readonly recorded: number;
  readonly suppressed: number;
  readonly silent: number;
  readonly active_s: number;
}

export interface PostPushes {
  readonly post: string;
  readonly department: string;
  readonly name: BothLanguages;
  readonly day: number;
  readonly evening: number;
  readonly night: number;
  readonly held: number;
}

export interface OutcomeCount {
  readonly total: number;
  readonly before: number;
  readonly after: number;
}

export interface KnownAlarm {
  readonly condition: string;
  readonly asset: string;
  readonly occurred_at: string;
  readonly ended_at: string | null;
  readonly outcome: string;
}

export interface Sample {
  readonly ts: string;
  readonly min: Value;
  readonly max: Value;
}

export interface PointChart {
  readonly point: string;
  readonly name: BothLanguages;
  readonly unit: string;
  readonly window_s: number;
  readonly limits: { readonly before: readonly number[]; readonly after: readonly number[] };
  readonly samples: readonly Sample[];
}

export interface Pair {
  readonly before: Episode;
  readonly after: Episode;
}

export interface BacktestResult {
  readonly rule: string;
  readonly site: string;
  readonly since: string;
  readonly until: string;
  readonly messages: number;
  readonly blind: readonly { readonly from: string; readonly to: string }[];
  readonly blind_s: number;
  /** `null`: the rule is new. */
  readonly before: Summary | null;
  readonly after: Summary;
  readonly gained: number;
  readonly lost: number;
  readonly kept: number;
  readonly episodes: { readonly gained: readonly Episode[]; readonly lost: readonly Episode[]; readonly kept: readonly Pair[] };
  readonly pushes: {
    readonly shifts: { readonly day: number; readonly evening: number; readonly night: number };
    readonly before: readonly PostPushes[] | null;
    readonly after: readonly PostPushes[];
  };
  readonly known: {
    readonly real: OutcomeCount;
    readonly false_alarm: OutcomeCount;
    readonly nothing_found: OutcomeCount;
    readonly missed: readonly KnownAlarm[];
    readonly avoided: readonly KnownAlarm[];
  };
  readonly charts: readonly PointChart[];
}

/** The result of a backtest that is done; `null`: there is none yet. */
export function resultOf(backtest: Backtest | undefined): BacktestResult | null {
  return backtest?.state === "done" && backtest.result !== null ? (backtest.result as unknown as BacktestResult) : null;
}

/** One episode in a lane of a chart. `only`: the other version has none like it. */
export interface LaneEpisode {
  readonly from: number;
  readonly to: number;
  readonly only: boolean;
}

/** The episodes on a point, of the rule in force and of the changed one; those that still stand end with the window. */
export function lanesOf({ episodes, until }: BacktestResult, point: string): { readonly before: LaneEpisode[]; readonly after: LaneEpisode[] } {
  const end = Date.parse(until);
  const lane = (found: readonly Episode[], only: boolean) =>
    found
      .filter((each) => each.point === point)
      .map((each) => ({ from: Date.parse(each.raised_at), to: each.returned_at === null ? end : Date.parse(each.returned_at), only }));
  const inOrder = (found: LaneEpisode[]) => found.sort((one, other) => one.from - other.from);
  const kept = episodes.kept;
  return {
    before: inOrder([...lane(episodes.lost, true), ...lane([...new Set(kept.map(({ before }) => before))], false)]),
    after: inOrder([...lane(episodes.gained, true), ...lane([...new Set(kept.map(({ after }) => after))], false)]),
  };
}

/** The part of the window that a chart shows: from where there is something to see, with a little before it. */
export function shownSpan({ since, until }: Pick<BacktestResult, "since" | "until">, { samples }: PointChart, lanes: readonly (readonly LaneEpisode[])[]): Span {
  const [from, to] = [Date.parse(since), Date.parse(until)];
  const first = Math.min(to, ...samples.slice(0, 1).map(({ ts }) => Date.parse(ts)), ...lanes.flatMap((lane) => lane.map((episode) => episode.from)));
  const late = first - from > (to - from) / 10;
  return late ? { from: Math.max(from, first - (to - first) / 50), to } : { from, to };
}

export interface Span {
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
}

export interface PushRow {
  readonly post: string;
  readonly name: BothLanguages;
  readonly before: PostPushes | null;
  readonly after: PostPushes | null;
}

/** Posts that either version calls, each with what both would have called. */
export function pushRows({ before, after }: BacktestResult["pushes"]): PushRow[] {
  const posts = new Map([...(before ?? []), ...after].map((each) => [each.post, each.name]));
  return [...posts].map(([post, name]) => ({
    post,
    name,
    before: before?.find((each) => each.post === post) ?? null,
    after: after.find((each) => each.post === post) ?? null,
  }));
}
