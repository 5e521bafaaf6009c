/** What the chart library is told: a panel for each unit, one above the other; up to two units share one panel. */
import type { EChartsCoreOption } from "echarts/core";

import type { Look } from "../charts/look";
import { escaped } from "../charts/trend-option";
import { badSpans, broken, type Sample, type Series } from "./series";

export interface AlarmSpan {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly severity: string;
}

/** A number that a rule holds a point against. */
export interface RuleLimit {
  readonly point: string;
  readonly value: number;
  readonly label: string;
  readonly severity: string;
}

/** A work order begins. */
export interface OrderMark {
  readonly at: number;
  readonly label: string;
}

export interface Panels {
  readonly series: readonly Series[];
  readonly alarms: readonly AlarmSpan[];
  readonly orders: readonly OrderMark[];
  readonly limits: readonly RuleLimit[];
  readonly from: number;
  readonly to: number;
  readonly windowMs: number | null;
  readonly look: Look;
  readonly nameOf: (series: Series) => string;
  readonly axisTime: (moment: number) => string;
  readonly fullTime: (moment: number) => string;
  readonly earlierName: string;
}

const HEIGHT = 260;
const BETWEEN = 48;
/** From the left and the right of the drawing to where time begins and ends, px; with a second unit there is an axis on the right too. */
export const LEFT = 60;
const RIGHT = 20;

export function rightOf(series: readonly Series[]): number {
  return unitsOf(series).length === 2 ? LEFT : RIGHT;
}

/** Told apart by colour and, in print or by those who see no colours, by the dash. */
const COLOURS = ["#2f6fae", "#b0632a", "#3f7f5f", "#8a5aa8", "#a8475f", "#5f7d8c", "#8c7a2f", "#4f4fae"] as const;
const DASHES = ["solid", [6, 3], [2, 3], [10, 4, 2, 4]] as const;

export function unitsOf(series: readonly Series[]): string[] {
  return [...new Set(series.map(({ point }) => point.unit))];
}

function panelsOf(series: readonly Series[]): number {
  const units = unitsOf(series).length;
  return units <= 2 ? 1 : units;
}

/** How high all panels are together, px. */
export function heightOf(series: readonly Series[]): number {
  const panels = panelsOf(series);
  return panels === 1 ? 420 : panels * (HEIGHT + BETWEEN) + 40;
}

export function colourOf(index: number): string {
  return COLOURS[index % COLOURS.length] ?? COLOURS[0];
}

export function trendPanels(asked: Panels): EChartsCoreOption {
  const { series, look, from, to } = asked;
  const units = unitsOf(series);
  const panels = panelsOf(series);
  const stacked = panels > 1;
  const panelOf = (unit: string) => (stacked ? units.indexOf(unit) : 0);
  return {
    animation: false,
    textStyle: { fontFamily: "inherit" },
    grid: Array.from({ length: panels }, (_, index) => ({ left: LEFT, right: rightOf(series), top: 30 + index * (HEIGHT + BETWEEN), height: stacked ? HEIGHT - 20 : 340 })),
    axisPointer: { link: [{ xAxisIndex: "all" }], lineStyle: { color: look.quiet } },
    tooltip: {
      trigger: "axis",
      backgroundColor: look.raised,
      borderColor: look.line,
      textStyle: { color: look.ink, fontSize: 13 },
      formatter: (told: unknown) => tooltip(asked, told),
    },
    dataZoom: [{ type: "inside", xAxisIndex: Array.from({ length: panels }, (_, index) => index), filterMode: "none", minValueSpan: 60_000 }],
    xAxis: Array.from({ length: panels }, (_, index) => ({
      type: "time",
      gridIndex: index,
      min: from,
      max: to,
      axisLine: { lineStyle: { color: look.line } },
      axisTick: { show: false },
      splitLine: { show: false },
      axisLabel: { color: look.quiet, hideOverlap: true, formatter: (moment: number) => asked.axisTime(moment) },
    })),
    yAxis: units.map((unit, index) => ({
      type: "value",
      scale: true,
      gridIndex: panelOf(unit),
      position: !stacked && index === 1 ? "right" : "left",
      name: unit,
      nameTextStyle: { color: look.quiet },
      splitLine: { show: stacked || index === 0, lineStyle: { color: look.line } },
      axisLabel: { color: look.quiet },
    })),
    series: series.flatMap((one, index) => linesOf(asked, one, index, units, panelOf)),
  };
}

function linesOf(asked: Panels, one: Series, index: number, units: readonly string[], panelOf: (unit: string) => number): object[] {
  const { look, windowMs, alarms, orders } = asked;
  const limits = asked.limits.filter(({ point }) => point === one.point.id);
  const unit = one.point.unit;
  const at = { xAxisIndex: panelOf(unit), yAxisIndex: units.indexOf(unit) };
  const color = colourOf(index);
  const whole = broken(one.samples, windowMs);
  const line = { type: "line", symbol: "none", connectNulls: false, ...at };
  const dash = DASHES[index % DASHES.length] ?? "solid";
  const step = one.point.kind === "binary" || one.point.kind === "enum" ? { step: "end" } : {};
  const band = windowMs === null ? [] : bandOf(whole, color, `${one.point.id}/band`, line);
  const first = units.findIndex((each) => panelOf(each) === panelOf(unit)) === units.indexOf(unit) && asked.series.find(({ point }) => point.unit === unit) === one;
  // The axis reaches to the limits even where the values are far from them.
  const reach = limits.length === 0 ? [] : [{ ...line, id: `${one.point.id}/limits`, name: "", silent: true, lineStyle: { opacity: 0 }, tooltip: { show: false }, data: limits.map(({ value }) => [asked.from, value]) }];
  return [
    ...band,
    ...reach,
    {
      ...line,
      ...step,
      id: one.point.id,
      name: asked.nameOf(one),
      showSymbol: one.samples.length === 1,
      lineStyle: { color, width: 1.8, type: dash },
      itemStyle: { color },
      data: whole.map(({ at: moment, value }) => [moment, value]),
      // What is normal, the alarms, and where values are not to be trusted.
      markArea: { silent: true, data: [...badSpans(one.samples).map(([from, to]) => [{ xAxis: from, itemStyle: { color: look.quiet, opacity: 0.25 } }, { xAxis: to }]), ...(first ? alarms.map((alarm) => alarmArea(alarm, look)) : [])] },
      markLine: { silent: true, symbol: "none", data: [...normalLines(one, look), ...ruleLines(limits, look), ...(first ? orders.map((order) => orderLine(order, look)) : [])] },
    },
    ...(one.earlier.length === 0
      ? []
      : [
          {
            ...line,
            ...step,
            id: `${one.point.id}/earlier`,
            name: `${asked.nameOf(one)} ${asked.earlierName}`,
            lineStyle: { color, width: 1.2, type: "dotted", opacity: 0.75 },
            itemStyle: { color, opacity: 0.75 },
            data: broken(one.earlier, windowMs).map(({ at: moment, value }) => [moment, value]),
          },
        ]),
  ];
}

/** Between the lowest and the highest of each window: a spike that the mean hides is seen. */
function bandOf(samples: readonly Sample[], color: string, stack: string, line: object): object[] {
  const bare = { ...line, silent: true, stack, stackStrategy: "all", lineStyle: { opacity: 0 }, tooltip: { show: false } };
  return [
    { ...bare, id: `${stack}/low`, name: "", data: samples.map(({ at, low }) => [at, low]) },
    { ...bare, id: `${stack}/high`, name: "", areaStyle: { color, opacity: 0.15 }, data: samples.map(({ at, low, high }) => [at, low === null || high === null ? null : high - low]) },
  ];
}

function alarmArea({ from, to, label, severity }: AlarmSpan, look: Look): object[] {
  const color = look.severity(severity);
  return [{ xAxis: from, name: label, itemStyle: { color, opacity: 0.14 }, label: { color, position: "insideTop", fontSize: 11 } }, { xAxis: to }];
}

/** What is normal, dotted: no rule need say anything there. */
function normalLines(one: Series, look: Look): object[] {
  return limitsOf(one).map((limit) => ({ yAxis: limit, lineStyle: { color: look.quiet, type: "dotted" }, label: { formatter: String(limit), position: "insideEndTop", color: look.quiet } }));
}

function ruleLines(limits: readonly RuleLimit[], look: Look): object[] {
  return limits.map(({ value, label, severity }) => {
    const color = look.severity(severity);
    return { yAxis: value, lineStyle: { color, type: "dashed", width: 1.5 }, label: { formatter: `${label} ${rounded(value)}`, position: "insideStartTop", color, fontSize: 11 } };
  });
}

function orderLine({ at, label }: OrderMark, look: Look): object {
  return { xAxis: at, lineStyle: { color: look.ink, type: "solid", width: 1, opacity: 0.6 }, label: { formatter: label, position: "end", color: look.quiet, fontSize: 10 } };
}

function limitsOf({ point }: Series): number[] {
  return [point.normal?.low, point.normal?.high].filter((limit): limit is number => typeof limit === "number");
}

function tooltip(asked: Panels, told: unknown): string {
  const items = (Array.isArray(told) ? told : [told]) as { readonly seriesName: string; readonly value: readonly [number, number | null] }[];
  const [first] = items;
  if (first === undefined) return "";
  const lines = items.filter(({ seriesName, value }) => seriesName !== "" && value[1] !== null).map(({ seriesName, value }) => `${escaped(seriesName)} <b>${escaped(String(rounded(value[1] ?? 0)))}</b>`);
  return [escaped(asked.fullTime(first.value[0])), ...lines].join("<br>");
}

export function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
