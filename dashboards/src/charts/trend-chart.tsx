import type { EChartsType } from "echarts/core";
import { useEffect, useRef } from "react";

import type { Point, Reading } from "../api/schema";
import { valueWords } from "../assets/point-words";
import { useWords } from "../messages/language-context";
import { useZone } from "../sites/site-context";
import { useTheme } from "../theme/theme-context";
import { axisMoment, fullMoment } from "../time/format";
import { init } from "./echarts-parts";
import styles from "./point-trend.module.css";
import { type Mark, trendOption } from "./trend-option";

interface TrendChartProps {
  readonly point: Point | undefined;
  readonly readings: readonly Reading[];
  readonly from: number;
  readonly to: number;
  readonly limits: readonly number[];
  readonly marks: readonly Mark[];
}

/** A chart without decoration, drawn again when the theme, the language or the size changes. */
export default function TrendChart({ point, readings, from, to, limits, marks }: TrendChartProps) {
  const words = useWords();
  const zone = useZone();
  const { dark } = useTheme();
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);

  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const drawn = init(element);
    chart.current = drawn;
    const watcher = new ResizeObserver(() => drawn.resize());
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      drawn.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
    chart.current?.setOption(
      trendOption({
        point,
        readings,
        from,
        to,
        limits,
        marks,
        look: { ink: colour("ink"), quiet: colour("quiet"), line: colour("line"), raised: colour("raised"), severity: colour },
        say: (value) => valueWords(point, value, words),
        axisTime: (moment) => axisMoment(moment, to - from, zone, words.language),
        fullTime: (moment) => fullMoment(moment, zone, words.language),
        limitLabel: words.t("trend.limit"),
      }),
      { notMerge: true },
    );
  }, [point, readings, from, to, limits, marks, words, zone, dark]);

  const name = point === undefined ? "" : words.text(point.name);
  const last = readings.at(-1);
  return (
    <div
      ref={place}
      className={styles.chart}
      role="img"
      aria-label={words.t("trend.label", { name, value: last === undefined ? "" : valueWords(point, last.value, words) })}
      data-testid="trend"
    />
  );
}
