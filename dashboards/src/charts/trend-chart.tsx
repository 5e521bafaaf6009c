import { useCallback } from "react";

import type { Point, Reading } from "../api/schema";
import { valueWords } from "../assets/point-words";
import { useWords } from "../messages/language-context";
import { useZone } from "../sites/site-context";
import { axisMoment, fullMoment } from "../time/format";
import Chart from "./chart";
import type { Look } from "./look";
import { type Mark, trendOption } from "./trend-option";

interface TrendChartProps {
  readonly point: Point | undefined;
  readonly readings: readonly Reading[];
  readonly from: number;
  readonly to: number;
  readonly limits: readonly number[];
  readonly marks: readonly Mark[];
}

/** The course of a point, in the reader's words and the site's time. */
export default function TrendChart({ point, readings, from, to, limits, marks }: TrendChartProps) {
  const words = useWords();
  const zone = useZone();
  const option = useCallback(
    (look: Look) =>
      trendOption({
        point,
        readings,
        from,
        to,
        limits,
        marks,
        look,
        say: (value) => valueWords(point, value, words),
        axisTime: (moment) => axisMoment(moment, to - from, zone, words.language),
        fullTime: (moment) => fullMoment(moment, zone, words.language),
        limitLabel: words.t("trend.limit"),
      }),
    [point, readings, from, to, limits, marks, words, zone],
  );
  const name = point === undefined ? "" : words.text(point.name);
  const last = readings.at(-1);
  return (
    <Chart
      option={option}
      label={words.t("trend.label", { name, value: last === undefined ? "" : valueWords(point, last.value, words) })}
      testId="trend"
    />
  );
}
