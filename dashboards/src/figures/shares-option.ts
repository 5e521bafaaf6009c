/** What the chart library is told to draw: the share of each severity above the one that is recommended. */
import type { EChartsCoreOption } from "echarts/core";

import type { Look } from "../charts/look";

export interface SharesAsked {
  readonly rows: readonly { readonly name: string; readonly share: number | null; readonly recommended: number }[];
  readonly actualLabel: string;
  readonly recommendedLabel: string;
  readonly say: (share: number | null) => string;
  readonly look: Look;
}

export function sharesOption({ rows, actualLabel, recommendedLabel, say, look }: SharesAsked): EChartsCoreOption {
  const bar = { type: "bar", barWidth: 11, barGap: "10%" };
  const label = (color: string) => ({ show: true, position: "right", color, fontSize: 12, formatter: ({ value }: { value: number }) => say(value) });
  return {
    animation: false,
    textStyle: { fontFamily: "inherit" },
    grid: { left: 8, right: 48, top: 4, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis",
      axisPointer: { type: "none" },
      backgroundColor: look.raised,
      borderColor: look.line,
      textStyle: { color: look.ink, fontSize: 13 },
      valueFormatter: (value: unknown) => say(typeof value === "number" ? value : null),
    },
    xAxis: { type: "value", min: 0, max: 1, splitLine: { show: false }, axisLabel: { show: false } },
    yAxis: {
      type: "category",
      inverse: true,
      data: rows.map(({ name }) => name),
      axisLine: { lineStyle: { color: look.line } },
      axisTick: { show: false },
      axisLabel: { color: look.ink },
    },
    series: [
      { ...bar, name: actualLabel, itemStyle: { color: look.quiet }, label: label(look.ink), data: rows.map(({ share }) => share ?? 0) },
      {
        ...bar,
        name: recommendedLabel,
        itemStyle: { color: look.line, borderColor: look.quiet, borderWidth: 1 },
        label: label(look.quiet),
        data: rows.map(({ recommended }) => recommended),
      },
    ],
  };
}
