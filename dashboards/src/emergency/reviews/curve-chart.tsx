import { useCallback, useMemo } from "react";

import type { PlanReviewDetail, ReviewCurve } from "../../api/schema";
import { valueWords } from "../../assets/point-words";
import Chart from "../../charts/chart";
import type { Look } from "../../charts/look";
import { useWords } from "../../messages/language-context";
import { useZone } from "../../sites/site-context";
import { timeOfDay } from "../../time/format";
import { curveOption } from "./curve-option";

interface CurveChartProps {
  readonly curve: ReviewCurve;
  readonly review: PlanReviewDetail;
  readonly picked: number | null;
  readonly height: number;
}

/** One curve of a review with the key moments drawn in. */
export default function CurveChart({ curve, review, picked, height }: CurveChartProps) {
  const words = useWords();
  const zone = useZone();
  const { telemetry, moments } = review;
  const from = Date.parse(telemetry?.from ?? review.begun_at);
  const to = Date.parse(telemetry?.to ?? review.ended_at);
  const point = useMemo(() => ({ kind: curve.kind, unit: curve.unit, values: curve.codes }), [curve]);
  const option = useCallback(
    (look: Look) =>
      curveOption({
        curve,
        from,
        to,
        marks: [...moments.flatMap(({ at }) => (at === null ? [] : [{ at: Date.parse(at), picked: false }])), ...(picked === null ? [] : [{ at: picked, picked: true }])],
        look,
        say: (value) => valueWords(point, value, words),
        time: (moment) => timeOfDay(moment, zone, words.language),
        gap: words.t("planReviews.gap"),
      }),
    [curve, from, to, moments, picked, point, words, zone],
  );
  return <Chart option={option} height={height} label={words.t("planReviews.curveOf", { name: `${words.text(curve.asset_name)} · ${words.text(curve.name)}` })} testId="curve-chart" />;
}
