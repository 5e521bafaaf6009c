import { Card } from "antd";
import { Link } from "react-router";

import type { PlanReviewDetail } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import { Moment } from "../../time/moment";
import { clockOf } from "../runs/run-clock";
import styles from "./reviews.module.css";

const COMPARED: readonly string[] = ["contact", "arrival", "contained", "ended"];

/** How long the same took before. */
export function EarlierRuns({ review }: { readonly review: PlanReviewDetail }) {
  const { t, word } = useWords();
  return (
    <Card size="small" title={t("planReviews.earlier")}>
      {review.earlier.length === 0 && <p className="quiet">{t("planReviews.earlierNone")}</p>}
      <ul className={styles.items}>
        {review.earlier.map((one) => (
          <li key={one.id} className={styles.item} data-testid="earlier-run">
            <span className={styles.line}>
              <Link to={`/emergency/reviews/${one.id}`} className={`${styles.link} number`}>
                {one.number}
              </Link>
              <span className="quiet">
                <Moment at={one.begun_at} />
              </span>
            </span>
            <span className="quiet">
              {one.moments
                .filter(({ kind }) => COMPARED.includes(kind))
                .map(({ kind, after_s }) => `${word("planReview.moment", kind)} ${after_s === null ? t("planReviews.never") : clockOf(after_s * 1_000)}`)
                .join(" · ")}
              {` · ${t("planReviews.keptOf", { kept: one.kept })}`}
              {one.missed > 0 && ` · ${t("planReviews.missed", { n: one.missed })}`}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
