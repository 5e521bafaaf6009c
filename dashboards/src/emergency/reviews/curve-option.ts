/** What the chart library is told to draw of one curve of a review: a line or steps, gaps left open, key moments as lines. */
import type { EChartsCoreOption } from "echarts/core";

import type { ReviewCurve } from "../../api/schema";
import type { Look } from "../../charts/look";
import { escaped } from "../../charts/trend-option";

export interface CurveMark {
  /** Epoch ms. */
  readonly at: number;
  /** The one that somebody looks at stands out. */
  readonly picked: boolean;
}

export interface AskedCurve {
  readonly curve: ReviewCurve;
  readonly from: number;
  readonly to: number;
  readonly marks: readonly CurveMark[];
  readonly look: Look;
  /** A value in words. */
  readonly say: (value: ReviewCurve["samples"][number]["value"]) => string;
  readonly time: (moment: number) => string;
  readonly gap: string;
}

const NUMBERS: ReadonlySet<string> = new Set(["analog", "counter"]);

/** Whether its values are numbers; others are steps between words. */
export function isNumeric({ kind }: Pick<ReviewCurve, "kind">): boolean {
  return NUMBERS.has(kind);
}

/** The curve between `from` and `to`: what held before stands at the beginning, what is said only when it changes holds to the end. */
export function drawnPoints({ curve, from, to, say }: Pick<AskedCurve, "curve" | "from" | "to" | "say">): [number, number | string | null][] {
  const numeric = isNumeric(curve);
  const points = curve.samples.map(({ ts, value }): [number, number | string | null] => [
    Math.max(from, Date.parse(ts)),
    value === null ? null : numeric ? (typeof value === "number" ? value : null) : say(value),
  ]);
  const last = points.at(-1);
  return !numeric && last !== undefined && last[1] !== null && last[0] < to ? [...points, [to, last[1]]] : points;
}

export function curveOption(asked: AskedCurve): EChartsCoreOption {
  const { curve, from, to, marks, look } = asked;
  const numeric = isNumeric(curve);
  const points = drawnPoints(asked);
  const words = numeric ? [] : wordsOf(asked);
  return {
    animation: false,
    textStyle: { fontFamily: "inherit" },
    grid: { left: 8, right: 12, top: 8, bottom: 2, containLabel: true },
    tooltip: {
      trigger: "axis",
      backgroundColor: look.raised,
      borderColor: look.line,
      textStyle: { color: look.ink, fontSize: 13 },
      formatter: (told: unknown) => {
        const [first] = (Array.isArray(told) ? told : [told]) as { readonly value: readonly [number, number | string | null] }[];
        if (first === undefined) return "";
        const [at, value] = first.value;
        return `${escaped(asked.time(at))}<br><b>${escaped(value === null ? asked.gap : numeric ? asked.say(value) : String(value))}</b>`;
      },
    },
    xAxis: {
      type: "time",
      min: from,
      max: to,
      axisLine: { lineStyle: { color: look.line } },
      axisTick: { show: false },
      splitLine: { show: false },
      axisLabel: { color: look.quiet, hideOverlap: true, formatter: (moment: number) => asked.time(moment) },
    },
    yAxis: numeric
      ? { type: "value", scale: true, splitNumber: 2, splitLine: { lineStyle: { color: look.line } }, axisLabel: { color: look.quiet } }
      : { type: "category", data: words, axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: true, lineStyle: { color: look.line } }, axisLabel: { color: look.quiet } },
    series: [
      {
        type: "line",
        step: numeric && curve.kind !== "counter" ? false : "end",
        showSymbol: points.length === 1,
        symbolSize: 5,
        connectNulls: false,
        lineStyle: { color: look.ink, width: 1.5 },
        itemStyle: { color: look.ink },
        data: points,
        markLine: {
          symbol: "none",
          silent: true,
          label: { show: false },
          data: marks.map(({ at, picked }) => ({ xAxis: at, lineStyle: { color: picked ? look.ink : look.quiet, type: picked ? "solid" : "dashed", width: picked ? 2 : 1 } })),
        },
      },
    ],
  };
}

/** The words of the axis: both of a binary, of others those that occur, in the order of the point's type. */
function wordsOf({ curve, say }: AskedCurve): string[] {
  if (curve.kind === "binary") return [say(false), say(true)];
  const met = new Set(curve.samples.flatMap(({ value }) => (value === null ? [] : [say(value)])));
  return [...new Set([...curve.codes.map(({ key }) => say(key)).filter((word) => met.has(word)), ...met])];
}
