import { Card, Empty, Skeleton } from "antd";
import { Suspense } from "react";

import type { PlanReviewDetail } from "../../api/schema";
import { lazyPart } from "../../layout/lazy-part";
import { useWords } from "../../messages/language-context";
import styles from "./reviews.module.css";

const CurveChart = lazyPart(() => import("./curve-chart"));
const HEIGHT = 120;

/** What the plan watches, one curve below the other over the same time; it stays beside the time line while that is read. */
export function ReviewCurves({ review, picked }: { readonly review: PlanReviewDetail; readonly picked: number | null }) {
  const { t, text } = useWords();
  const { telemetry } = review;
  const curves = telemetry?.curves.filter(({ samples }) => samples.some(({ value }) => value !== null)) ?? [];
  return (
    <Card size="small" title={t("planReviews.telemetry")} className={styles.curves} data-testid="review-curves">
      {telemetry === null || curves.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t(telemetry?.away === true ? "planReviews.telemetryAway" : "planReviews.telemetryNone")} />
      ) : (
        curves.map((curve) => (
          <figure key={curve.point} className={styles.curve} data-testid="review-curve" data-point={curve.point}>
            <figcaption>
              {text(curve.asset_name)} · {text(curve.name)}
              <span className="quiet">
                {curve.unit !== "" && ` (${curve.unit})`}
                {curve.window_s !== null && ` · ${t("planReviews.means", { n: curve.window_s })}`}
              </span>
            </figcaption>
            <Suspense fallback={<Skeleton.Node active style={{ width: "100%", height: HEIGHT }} />}>
              <CurveChart curve={curve} review={review} picked={picked} height={HEIGHT} />
            </Suspense>
          </figure>
        ))
      )}
      {telemetry !== null && telemetry.left_out > 0 && <p className="quiet">{t("planReviews.telemetryMore", { n: telemetry.left_out })}</p>}
    </Card>
  );
}
