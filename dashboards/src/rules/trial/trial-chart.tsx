import type { EChartsCoreOption } from "echarts/core";
import { useCallback, useMemo } from "react";

import { useAssetNames } from "../../assets/use-assets";
import { valueWords } from "../../assets/point-words";
import { usePoint } from "../../assets/use-points";
import Chart from "../../charts/chart";
import type { Look } from "../../charts/look";
import { useWords } from "../../messages/language-context";
import { useZone } from "../../sites/site-context";
import { axisMoment, fullMoment } from "../../time/format";
import { type BacktestResult, lanesOf, type PointChart, shownSpan } from "./backtest-result";
import { trialChartHeight, trialOption } from "./trial-chart-option";

interface TrialChartProps {
  readonly result: BacktestResult;
  readonly chart: PointChart;
}

/** One point of a backtest, drawn; everything in it stands in the lists beside it, too. */
export default function TrialChart({ result, chart }: TrialChartProps) {
  const words = useWords();
  const { t, text, language } = words;
  const zone = useZone();
  const names = useAssetNames();
  const [, asset = ""] = chart.point.split(".");
  const point = usePoint(result.site, asset, chart.point);
  const lanes = useMemo(() => lanesOf(result, chart.point), [result, chart.point]);
  const isNew = result.before === null;

  const option = useCallback(
    (look: Look): EChartsCoreOption => {
      const { from, to } = shownSpan(result, chart, [lanes.before, lanes.after]);
      return trialOption({
        chart,
        from,
        to,
        lanes: [...(isNew ? [] : [{ label: t("trial.laneBefore"), episodes: lanes.before }]), { label: t("trial.laneAfter"), episodes: lanes.after }],
        limitLabels: { before: t("trial.limitBefore"), after: t("trial.limitAfter"), both: t("trend.limit") },
        look,
        say: (value) => valueWords(point ?? { kind: "analog", unit: chart.unit, values: [] }, value, words),
        axisTime: (moment) => axisMoment(moment, to - from, zone, language),
        fullTime: (moment) => fullMoment(moment, zone, language),
      });
    },
    [result, chart, lanes, isNew, point, words, t, zone, language],
  );
  const name = t("trial.chartName", { asset: names.name(result.site, asset), point: text(chart.name) });
  return (
    <figure style={{ margin: 0 }}>
      <figcaption style={{ fontWeight: 500 }}>{name}</figcaption>
      <Chart
        option={option}
        label={t("trial.chartLabel", { name, before: lanes.before.length, after: lanes.after.length })}
        height={trialChartHeight(isNew ? 1 : 2)}
        testId="trial-chart"
      />
    </figure>
  );
}
