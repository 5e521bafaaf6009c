/** What the chart library is told to draw: a bar for each day, coloured where it passes the line of the target. */
import type { EChartsCoreOption } from "echarts/core";

import type { Look } from "../charts/look";

export interface DaysAsked {
  /** `2026-03-02`. */
  readonly days: readonly string[];
  readonly values: readonly (number | null)[];
  readonly target: number;
  readonly targetLabel: string;
  readonly say: (value: number | null) => string;
  readonly look: Look;
}

export function daysOption({ days, values, target, targetLabel, say, look }: DaysAsked): EChartsCoreOption {
  const largest = Math.max(0, ...values.filter((value) => value !== null));
  // A line far above everything would flatten what there is to see: it is drawn when the days come near it, or all are zero.
  const near = largest > target / 4 || largest === 0;
  return {
    animation: false,
    textStyle: { fontFamily: "inherit" },
    grid: { left: 8, right: 12, top: 20, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis",
      axisPointer: { type: "none" },
      backgroundColor: look.raised,
      borderColor: look.line,
      textStyle: { color: look.ink, fontSize: 13 },
      valueFormatter: (value: unknown) => say(typeof value === "number" ? value : null),
    },
    xAxis: {
      type: "category",
      data: days.map((day) => day.slice(5)),
      axisLine: { lineStyle: { color: look.line } },
      axisTick: { show: false },
      axisLabel: { color: look.quiet, hideOverlap: true },
    },
    yAxis: {
      type: "value",
      min: 0,
      max: near && largest <= target ? target * 1.2 : undefined,
      splitNumber: 3,
      splitLine: { lineStyle: { color: look.line } },
      axisLabel: { color: look.quiet, formatter: (value: number) => say(value) },
    },
    series: [
      {
        type: "bar",
        barMaxWidth: 28,
        data: values.map((value) => ({ value, itemStyle: { color: value !== null && value > target ? look.severity("high") : look.quiet } })),
        markLine: {
          symbol: "none",
          silent: true,
          data: near
            ? [
                {
                  yAxis: target,
                  lineStyle: { color: look.ink, type: "dashed" },
                  label: { formatter: `${targetLabel} ${say(target)}`, position: "insideStartTop", color: look.quiet },
                },
              ]
            : [],
        },
      },
    ],
  };
}
