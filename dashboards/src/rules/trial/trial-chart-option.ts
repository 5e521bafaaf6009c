/** A point over a backtest's time: what it read, the limits of both versions, and below it in two lanes when each would have alarmed. */
import type { EChartsCoreOption } from "echarts/core";

import type { Value } from "../../assets/point-words";
import type { Look } from "../../charts/look";
import { escaped } from "../../charts/trend-option";
import type { LaneEpisode, PointChart, Sample } from "./backtest-result";

export interface Lane {
  readonly label: string;
  readonly episodes: readonly LaneEpisode[];
}

export interface Asked {
  readonly chart: PointChart;
  readonly from: number;
  readonly to: number;
  /** From top to bottom. */
  readonly lanes: readonly Lane[];
  readonly limitLabels: { readonly before: string; readonly after: string; readonly both: string };
  readonly look: Look;
  readonly say: (value: Value) => string;
  readonly axisTime: (moment: number) => string;
  readonly fullTime: (moment: number) => string;
}

type Spot = readonly [number, number | string | null];

const LEFT = 68;
const RIGHT = 20;
const LANE_PX = 22;
const BAR_PX = 11;
const THIN_PX = 4;
const PLOT_PX = 170;
const TOP_PX = 26;
const FEW = 30;
const SILENT = { symbol: "none", silent: true } as const;

/** How high the drawing is with so many lanes. */
export function trialChartHeight(lanes: number): number {
  return TOP_PX + PLOT_PX + 8 + lanes * LANE_PX + 26;
}

export function trialOption(asked: Asked): EChartsCoreOption {
  const { chart, from, to, lanes, look } = asked;
  const numeric = isNumeric(chart.samples);
  const axis = { type: "time", min: from, max: to, axisTick: { show: false }, splitLine: { show: false } };
  return {
    animation: false,
    textStyle: { fontFamily: "inherit" },
    grid: [
      { left: LEFT, right: RIGHT, top: TOP_PX, height: PLOT_PX },
      { left: LEFT, right: RIGHT, top: TOP_PX + PLOT_PX + 8, height: lanes.length * LANE_PX },
    ],
    tooltip: {
      trigger: "axis",
      backgroundColor: look.raised,
      borderColor: look.line,
      textStyle: { color: look.ink, fontSize: 13 },
      formatter: (told: unknown) => tip(asked, told),
    },
    xAxis: [
      { ...axis, gridIndex: 0, axisLabel: { show: false }, axisLine: { show: false } },
      {
        ...axis,
        gridIndex: 1,
        axisLine: { lineStyle: { color: look.line } },
        axisLabel: { color: look.quiet, hideOverlap: true, formatter: (moment: number) => asked.axisTime(moment) },
      },
    ],
    yAxis: [
      numeric
        ? {
            type: "value",
            scale: true,
            name: chart.unit,
            nameTextStyle: { color: look.quiet, align: "right" },
            splitLine: { lineStyle: { color: look.line } },
            axisLabel: { color: look.quiet },
          }
        : {
            type: "category",
            data: wordsOf(asked),
            axisLine: { show: false },
            axisTick: { show: false },
            splitLine: { show: true, lineStyle: { color: look.line } },
            axisLabel: { color: look.quiet, width: LEFT - 10, overflow: "truncate" },
          },
      {
        type: "category",
        gridIndex: 1,
        inverse: true,
        data: lanes.map(({ label }) => label),
        axisLine: { show: false },
        axisTick: { show: false },
        splitArea: { show: true, areaStyle: { color: ["transparent", "transparent"] } },
        axisLabel: { color: look.ink, width: LEFT - 10, overflow: "truncate" },
      },
    ],
    series: [...(numeric ? band(asked) : steps(asked)), ...lanes.flatMap((lane) => bars(lane, look))],
  };
}

/** Spots with a break where windows without a value lie between. */
export function broken(samples: readonly Sample[], windowS: number, value: (sample: Sample) => number | string | null): Spot[] {
  return samples.flatMap((sample, index) => {
    const at = Date.parse(sample.ts);
    const before = samples[index - 1];
    const gap = before !== undefined && at - Date.parse(before.ts) > 2.5 * windowS * 1_000;
    return gap ? [[Date.parse(before.ts) + 1, null] as Spot, [at, value(sample)] as Spot] : [[at, value(sample)] as Spot];
  });
}

function isNumeric(samples: readonly Sample[]): boolean {
  return samples.every(({ min, max }) => typeof min === "number" && typeof max === "number");
}

/** The least and the greatest of each window, with what lies between them filled. */
function band({ chart, from, limitLabels, look }: Asked): unknown[] {
  const { samples, window_s: windowS, limits } = chart;
  const low = broken(samples, windowS, ({ min }) => min as number);
  const spread = broken(samples, windowS, ({ min, max }) => (max as number) - (min as number));
  // Few windows make no line worth the name: then they are seen as spots.
  const spots = samples.length < FEW ? { symbol: "circle", symbolSize: 4, showAllSymbol: true, itemStyle: { color: look.ink } } : { symbol: "none" };
  const line = { type: "line", ...spots, stack: "band", stackStrategy: "all", connectNulls: false, lineStyle: { color: look.ink, width: 1 } };
  const both = limits.before.filter((limit) => limits.after.includes(limit));
  const before = limits.before.filter((limit) => !both.includes(limit));
  const after = limits.after.filter((limit) => !both.includes(limit));
  const limitLine = (value: number, label: string, type: string, color: string, position: string) => ({
    yAxis: value,
    lineStyle: { color, type, width: 1.5 },
    label: { formatter: `${label} ${value}`, position, color, backgroundColor: look.raised, padding: [1, 4] },
  });
  return [
    {
      ...line,
      data: low,
      markLine: {
        ...SILENT,
        data: [
          ...both.map((value) => limitLine(value, limitLabels.both, "dashed", look.severity("high"), "insideEndTop")),
          ...before.map((value) => limitLine(value, limitLabels.before, "dotted", look.quiet, "insideStartBottom")),
          ...after.map((value) => limitLine(value, limitLabels.after, "dashed", look.severity("high"), "insideEndTop")),
        ],
      },
    },
    { ...line, data: spread, areaStyle: { color: look.ink, opacity: 0.25 } },
    // The axis reaches to the limits even where the values are far from them.
    { type: "line", ...SILENT, lineStyle: { opacity: 0 }, data: [...limits.before, ...limits.after].map((limit) => [from, limit]) },
  ];
}

function steps({ chart, say, look }: Asked): unknown[] {
  const line = { color: look.ink, width: 1.5 };
  return [{ type: "line", symbol: "none", step: "end", lineStyle: line, data: broken(chart.samples, chart.window_s, ({ max }) => say(max)) }];
}

function wordsOf({ chart, say }: Asked): string[] {
  return [...new Set(chart.samples.map(({ max }) => say(max)))];
}

/** A lane's episodes as lines: thick and dark where the other version says nothing, thin and grey where both do. */
function bars({ label, episodes }: Lane, look: Look): unknown[] {
  return [false, true].map((only) => ({
    type: "line",
    xAxisIndex: 1,
    yAxisIndex: 1,
    silent: true,
    // The shortest is still seen: its ends have a width of their own.
    symbol: "rect",
    symbolSize: [3, only ? BAR_PX : THIN_PX],
    showAllSymbol: true,
    connectNulls: false,
    tooltip: { show: false },
    lineStyle: { width: only ? BAR_PX : THIN_PX, cap: "butt", color: only ? look.ink : look.quiet },
    itemStyle: { color: only ? look.ink : look.quiet },
    data: episodes
      .filter((episode) => episode.only === only)
      .flatMap(({ from, to }): Spot[] => [
        [from, label],
        [to, label],
        [to, null],
      ]),
  }));
}

function tip({ chart, say, fullTime }: Asked, told: unknown): string {
  const [first] = (Array.isArray(told) ? told : [told]) as { readonly axisIndex?: number; readonly value: Spot }[];
  if (first === undefined) return "";
  const [at] = first.value;
  const sample = chart.samples.find(({ ts }) => Date.parse(ts) === at);
  if (sample === undefined) return escaped(fullTime(at));
  const words = sample.min === sample.max ? say(sample.max) : `${say(sample.min)} – ${say(sample.max)}`;
  return `${escaped(fullTime(at))}<br><b>${escaped(words)}</b>`;
}
