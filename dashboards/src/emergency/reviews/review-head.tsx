import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import type { PlanReviewDetail } from "../../api/schema";
import { Icon } from "../../icons/icon";
import { download } from "../../layout/download";
import { useProblemNotice } from "../../layout/use-problem-notice";
import { useWords } from "../../messages/language-context";
import { SeverityMark } from "../../severity/severity-mark";
import { Moment } from "../../time/moment";
import { useMomentWords } from "../../time/use-moment-words";
import { clockOf } from "../runs/run-clock";
import { useWho } from "../runs/use-who";
import styles from "./reviews.module.css";
import type { WriteReview } from "./write-review";
import { WordsDialog } from "./words-dialog";

/** What it was about, how it ended, what was learnt; the PDF, and closing it. */
export function ReviewHead({ review, write }: { readonly review: PlanReviewDetail; readonly write: WriteReview }) {
  const { t, text, word } = useWords();
  const who = useWho();
  const moment = useMomentWords();
  const [closing, setClosing] = useState(false);
  return (
    <header className={styles.head}>
      <div className={styles.marks}>
        <SeverityMark severity={review.severity} />
        <strong data-testid="review-state">{t(`planReviews.${review.state}`)}</strong>
        {review.realm !== "live" && <strong data-testid="review-drill">{t("planReviews.drill")}</strong>}
        <span className="quiet number">{review.number}</span>
      </div>
      <h1>{text(review.title)}</h1>
      <p>
        {review.place !== null && <strong>{text(review.place)} · </strong>}
        {word("planRun.state", review.ending)} · <Moment at={review.ended_at} /> ·{" "}
        {t("planReviews.took", { length: clockOf(Date.parse(review.ended_at) - Date.parse(review.begun_at)) })}
      </p>
      {review.reason !== null && (
        <p className="quiet">
          {t("planReviews.reason")}: {text(review.reason)}
          {review.outcome !== "" && ` · ${t("planReviews.outcome")}: ${review.outcome}`}
        </p>
      )}
      {review.summary !== "" && (
        <p className={styles.summary} data-testid="review-summary">
          <strong>{t("planReviews.summary")}</strong> {review.summary}
          {review.closed_at !== null && (
            <span className="quiet"> · {t("planReviews.closedBy", { name: who(review.closed_by ?? ""), time: moment(review.closed_at) })}</span>
          )}
        </p>
      )}
      <div className={styles.actions}>
        <PrintButton review={review} />
        {review.reason !== null && (
          <Link to={`/emergency/runs/${review.run_id}`} className={styles.link} data-testid="review-run">
            {t("planReviews.toRun")}
          </Link>
        )}
        {review.may_review && review.state === "draft" && (
          <Button type="primary" onClick={() => setClosing(true)} data-testid="close-review">
            {t("planReviews.close")}
          </Button>
        )}
      </div>
      {closing && (
        <WordsDialog
          title={t("planReviews.close")}
          hint={t("planReviews.closeHint")}
          label={t("planReviews.summary")}
          placeholder={t("planReviews.summaryHint")}
          missing={t("planReviews.summaryMissing")}
          longest={4000}
          close={() => setClosing(false)}
          take={(summary) => write.mutateAsync({ what: "close", body: { summary } })}
        />
      )}
    </header>
  );
}

function PrintButton({ review }: { readonly review: PlanReviewDetail }) {
  const { t, language } = useWords();
  const tell = useProblemNotice();
  const [busy, setBusy] = useState(false);
  async function print() {
    setBusy(true);
    await download(`/api/v1/plan-reviews/${encodeURIComponent(review.id)}/review.pdf?lang=${language}`, `plan-review-${review.number}.pdf`).catch(tell);
    setBusy(false);
  }
  return (
    <Button icon={<Icon name="print" />} loading={busy} onClick={() => void print()} data-testid="print-review">
      {t("planReviews.print")}
    </Button>
  );
}
