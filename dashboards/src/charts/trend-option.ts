/** What the chart library is told to draw: values as a line or as steps, limits, the normal range, marks. */
import type { EChartsCoreOption } from "echarts/core";

import type { Point, Reading } from "../api/schema";
import type { Look } from "./look";

export interface Mark {
  /** Epoch ms. */
  readonly at: number;
  readonly label: string;
  /** Colours the mark; `null`: grey. */
  readonly severity: string | null;
}

export interface Asked {
  readonly point: Point | undefined;
  readonly readings: readonly Reading[];
  readonly from: number;
  readonly to: number;
  readonly limits: readonly number[];
  readonly marks: readonly Mark[];
  readonly look: Look;
  /** A value in words. */
  readonly say: (value: Reading["value"]) => string;
  readonly axisTime: (moment: number) => string;
  readonly fullTime: (moment: number) => string;
  readonly limitLabel: string;
}

interface Told {
  readonly value: readonly [number, number | string | null];
}

export function trendOption(asked: Asked): EChartsCoreOption {
  const { readings, from, to, limits, marks, look, point } = asked;
  const numeric = readings.every(({ value }) => typeof value === "number" || value === null);
  const words = numeric ? [] : wordsOf(asked);
  const dotted = { symbol: "none", silent: true };
  return {
    animation: false,
    textStyle: { fontFamily: "inherit" },
    grid: { left: 8, right: 16, top: 28, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis",
      backgroundColor: look.raised,
      borderColor: look.line,
      textStyle: { color: look.ink, fontSize: 13 },
      formatter: (told: unknown) => {
        const [first] = (Array.isArray(told) ? told : [told]) as Told[];
        if (first === undefined) return "";
        const [at, value] = first.value;
        return `${escaped(asked.fullTime(at))}<br><b>${escaped(numeric || value === null ? asked.say(value) : asked.say(original(readings, at)))}</b>`;
      },
    },
    xAxis: {
      type: "time",
      min: from,
      max: to,
      axisLine: { lineStyle: { color: look.line } },
      axisTick: { show: false },
      splitLine: { show: false },
      axisLabel: { color: look.quiet, hideOverlap: true, formatter: (moment: number) => asked.axisTime(moment) },
    },
    yAxis: numeric
      ? {
          type: "value",
          scale: true,
          name: point?.unit ?? "",
          nameTextStyle: { color: look.quiet, align: "right" },
          splitLine: { lineStyle: { color: look.line } },
          axisLabel: { color: look.quiet },
        }
      : {
          type: "category",
          data: words,
          axisLine: { show: false },
          axisTick: { show: false },
          splitLine: { show: true, lineStyle: { color: look.line } },
          axisLabel: { color: look.quiet },
        },
    series: [
      {
        type: "line",
        step: numeric && point?.kind !== "counter" ? false : "end",
        showSymbol: readings.length === 1,
        symbolSize: 5,
        connectNulls: false,
        lineStyle: { color: look.ink, width: 1.5 },
        itemStyle: { color: look.ink },
        data: withGaps(readings).map(([at, value]) => [at, numeric || value === null ? value : asked.say(value)]),
        markArea: { ...dotted, itemStyle: { color: look.quiet, opacity: 0.1 }, data: numeric ? normalArea(point) : [] },
        markLine: {
          ...dotted,
          data: [
            ...(numeric
              ? limits.map((limit) => ({
                  yAxis: limit,
                  lineStyle: { color: look.severity("high"), type: "dashed" },
                  label: { formatter: `${asked.limitLabel} ${limit}`, position: "insideEndTop", color: look.severity("high") },
                }))
              : []),
            ...marks.map(({ at, label, severity }) => {
              const color = severity === null ? look.quiet : look.severity(severity);
              return {
                xAxis: at,
                lineStyle: { color, type: "solid", width: 1.5 },
                label: { formatter: label, color, position: "end", align: severity === null ? "left" : "right" },
              };
            }),
          ],
        },
      },
      // Limits lie on the page even where the values are far from them: the axis reaches to what is drawn.
      { type: "line", silent: true, symbol: "none", lineStyle: { opacity: 0 }, data: numeric ? limits.map((limit) => [from, limit]) : [] },
    ],
  };
}

/** The words of the axis, in the order of the point's type: both of a binary, of others those that occur. */
function wordsOf({ point, readings, say }: Asked): string[] {
  const met = new Set(readings.filter(({ value }) => value !== null).map(({ value }) => say(value)));
  if (point?.kind === "binary") return [say(false), say(true)];
  const ordered = (point?.values ?? []).map(({ key }) => say(key)).filter((word) => met.has(word));
  return [...new Set([...ordered, ...met])];
}

/** A break in the line where readings are missing: longer than five times what is usual between two of them. */
export function withGaps(readings: readonly Reading[]): [number, Reading["value"]][] {
  const points = readings.map(({ ts, value }): [number, Reading["value"]] => [Date.parse(ts), value]);
  const steps = points.slice(1).map(([at], index) => at - (points[index]?.[0] ?? at));
  const usual = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  return points.flatMap((point, index) => {
    const before = points[index - 1];
    const gap = before !== undefined && usual > 0 && point[0] - before[0] > 5 * usual && point[0] - before[0] > 120_000;
    return gap ? [[before[0] + 1, null] as [number, null], point] : [point];
  });
}

function normalArea(point: Point | undefined): unknown[] {
  const { low, high } = point?.normal ?? { low: null, high: null };
  if (low === null && high === null) return [];
  return [[low === null ? { yAxis: "min" } : { yAxis: low }, high === null ? { yAxis: "max" } : { yAxis: high }]];
}

function original(readings: readonly Reading[], at: number): Reading["value"] {
  return readings.find(({ ts }) => Date.parse(ts) === at)?.value ?? null;
}

/** Text for a tooltip, which is HTML. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
