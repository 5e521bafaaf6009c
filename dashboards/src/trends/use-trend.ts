import { useQueries, useQuery } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { Point, Reading, TrendMarks } from "../api/schema";
import { windowFor } from "../charts/window";
import { type Series, samplesOf } from "./series";
import type { AlarmSpan } from "./trend-panels";
import { earlierBy, type TrendView } from "./view";

const MOST_ALARMS = 50;
const MINUTE = 60_000;

type Fold = "mean" | "min" | "max" | "last" | undefined;

/** Whole minutes, so that asking a few seconds later asks the same. */
function whole(moment: number, up: boolean): string {
  return new Date((up ? Math.ceil(moment / MINUTE) : Math.floor(moment / MINUTE)) * MINUTE).toISOString();
}

function readings(point: string, from: number, to: number, window: string | undefined, fn: Fold) {
  const [start, end] = [whole(from, false), whole(to, true)];
  return {
    queryKey: [...keys.readings(point, start, end), fn ?? "usual"],
    queryFn: () => data(api.GET("/api/v1/points/{point_id}/readings", { params: { path: { point_id: point }, query: { from: start, to: end, window, fn } } })).then(({ items }) => items),
    staleTime: MINUTE,
  };
}

/** The points themselves, by the assets that their ids name; those that are gone are left out. */
export function useTrendPoints(ids: readonly string[]): { readonly points: readonly Point[]; readonly busy: boolean; readonly error: Error | null } {
  const assets = [...new Set(ids.map((id) => id.split(".").slice(0, 2).join(".")))];
  const found = useQueries({
    queries: assets.map((name) => {
      const [site = "", asset = ""] = name.split(".");
      return { queryKey: keys.points(`${site}/${asset}`), queryFn: () => data(api.GET("/api/v1/points", { params: { query: { site, asset, limit: 200 } } })).then(({ items }) => items) };
    }),
  });
  const known = new Map(found.flatMap(({ data: points }) => points ?? []).map((point) => [point.id, point]));
  return { points: ids.flatMap((id) => known.get(id) ?? []), busy: found.some(({ isPending }) => isPending), error: found.find(({ error }) => error !== null)?.error ?? null };
}

interface Trend {
  readonly series: readonly Series[];
  /** The window in which values were put together; `undefined`: every value is drawn. */
  readonly window: string | undefined;
  readonly busy: boolean;
  readonly error: Error | null;
}

/** The course of each point: mean, lowest and highest of each window, as few windows as a screen shows. */
export function useTrend(points: readonly Point[], view: TrendView, from: number, to: number): Trend {
  const window = windowFor(to - from);
  const shift = view.compared === null ? 0 : earlierBy(view.compared);
  const asked = points.flatMap((point) => {
    const numeric = point.kind === "analog" || point.kind === "counter";
    const folds: readonly Fold[] = window === undefined ? [undefined] : numeric ? ["mean", "min", "max"] : ["last"];
    return [...folds.map((fn) => ({ point, fn, back: 0 })), ...(shift === 0 ? [] : [{ point, fn: folds[0], back: shift }])];
  });
  const found = useQueries({ queries: asked.map(({ point, fn, back }) => readings(point.id, from - back, to - back, window, fn)) });
  const of = (id: string, fn: Fold, back: number): readonly Reading[] => found[asked.findIndex((one) => one.point.id === id && one.fn === fn && one.back === back)]?.data ?? [];
  const series = points.map((point): Series => {
    const usual = asked.find((one) => one.point.id === point.id)?.fn;
    return {
      point,
      samples: samplesOf(of(point.id, usual, 0), of(point.id, "min", 0), of(point.id, "max", 0)),
      earlier: shift === 0 ? [] : samplesOf(of(point.id, usual, shift), [], [], shift),
    };
  });
  return { series, window, busy: found.some(({ isPending }) => isPending), error: found.find(({ error }) => error !== null)?.error ?? null };
}

/** When alarms of the same assets stood: from raised to cleared, or still. */
export function useAlarmSpans(points: readonly Point[], from: number, to: number, textOf: (text: { readonly zh: string; readonly en: string }) => string): readonly AlarmSpan[] {
  const assets = [...new Map(points.map(({ site, asset }) => [`${site}/${asset}`, { site, asset }])).values()];
  const [since, until] = [whole(from, false), whole(to, true)];
  const found = useQueries({
    queries: assets.map(({ site, asset }) => ({
      queryKey: ["trend-alarms", site, asset, since, until],
      queryFn: () => data(api.GET("/api/v1/alarms", { params: { query: { site, asset, since, until, limit: MOST_ALARMS } } })).then(({ items }) => items),
      staleTime: MINUTE,
    })),
  });
  return found
    .flatMap(({ data: alarms }) => alarms ?? [])
    .map((alarm) => ({
      from: Date.parse(alarm.raised_at),
      to: alarm.cleared_at === null ? to : Date.parse(alarm.cleared_at),
      label: textOf(alarm.message),
      severity: alarm.severity,
    }));
}

const NO_MARKS: TrendMarks = { orders: [], orders_left_out: false, limits: [] };

/** Work orders of the same equipment, and the limits of the rules that watch these points; nothing until they are known. */
export function useTrendMarks(points: readonly Point[], from: number, to: number): TrendMarks {
  const [since, until] = [whole(from, false), whole(to, true)];
  const ids = points.map(({ id }) => id);
  const { data: marks } = useQuery({
    queryKey: ["trend-marks", ids, since, until],
    queryFn: () => data(api.GET("/api/v1/trends/marks", { params: { query: { points: ids, from: since, to: until } } })),
    enabled: ids.length > 0,
    staleTime: MINUTE,
    placeholderData: (before) => before,
  });
  return marks ?? NO_MARKS;
}
