import { Button, Card } from "antd";
import { useState } from "react";

import type { PlanReviewDetail } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import { Moment } from "../../time/moment";
import { useWho } from "../runs/use-who";
import styles from "./reviews.module.css";
import { WordsDialog } from "./words-dialog";
import type { WriteReview } from "./write-review";

/** What people found, and the way to add to it. */
export function FindingsCard({ review, write }: { readonly review: PlanReviewDetail; readonly write: WriteReview }) {
  const { t } = useWords();
  const who = useWho();
  const [asking, setAsking] = useState(false);
  return (
    <Card
      size="small"
      title={t("planReviews.findings")}
      extra={
        review.may_review &&
        review.state === "draft" && (
          <Button onClick={() => setAsking(true)} data-testid="add-finding">
            {t("planReviews.find")}
          </Button>
        )
      }
    >
      {review.findings.length === 0 && <p className="quiet">{t("planReviews.findingsNone")}</p>}
      <ul className={styles.items}>
        {review.findings.map((finding) => (
          <li key={finding.at + finding.text} className={styles.item} data-testid="review-finding">
            <div className={styles.note}>{finding.text}</div>
            <span className="quiet">
              {who(finding.by)} · <Moment at={finding.at} />
            </span>
          </li>
        ))}
      </ul>
      {asking && (
        <WordsDialog
          title={t("planReviews.find")}
          label={t("planReviews.findingLabel")}
          placeholder={t("planReviews.findingHint")}
          missing={t("planReviews.findingMissing")}
          longest={2000}
          close={() => setAsking(false)}
          take={(text) => write.mutateAsync({ what: "find", body: { text } })}
        />
      )}
    </Card>
  );
}
