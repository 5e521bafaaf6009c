import { Card, Switch } from "antd";
import { useState } from "react";

import type { PlanReviewDetail, ReviewLine } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import { ownHalf } from "../../messages/translate";
import { useZone } from "../../sites/site-context";
import { timeOfDay } from "../../time/format";
import { useWho } from "../runs/use-who";
import styles from "./reviews.module.css";

const LATE: ReadonlySet<string> = new Set(["late", "escalate", "overdue"]);

interface ReviewTimelineProps {
  readonly review: PlanReviewDetail;
  readonly picked: number | null;
  readonly pick: (at: number | null) => void;
}

/** What happened, the earliest first, to the second. A line that is chosen is marked in the curves. */
export function ReviewTimeline({ review, picked, pick }: ReviewTimelineProps) {
  const { t } = useWords();
  const [pushes, setPushes] = useState(false);
  const lines = review.timeline.filter(({ source }) => pushes || source !== "delivery");
  const has = review.timeline.some(({ source }) => source === "delivery");
  return (
    <Card
      size="small"
      title={t("planReviews.timeline")}
      extra={
        has && (
          <label className={styles.switch}>
            {t("planReviews.pushes")} <Switch size="small" checked={pushes} onChange={setPushes} aria-label={t("planReviews.pushes")} data-testid="show-pushes" />
          </label>
        )
      }
    >
      {lines.length === 0 && <p className="quiet">{t("planReviews.timelineNone")}</p>}
      <ol className={styles.lines} data-testid="review-timeline">
        {lines.map((line, index) => (
          <Line key={`${line.at}${index}`} line={line} picked={Date.parse(line.at) === picked} pick={pick} />
        ))}
      </ol>
      {review.left_out > 0 && <p className="quiet">{t("planReviews.leftOutLines", { n: review.left_out })}</p>}
    </Card>
  );
}

function Line({ line, picked, pick }: { readonly line: ReviewLine; readonly picked: boolean; readonly pick: (at: number | null) => void }) {
  const { t, text, word, language } = useWords();
  const zone = useZone();
  const who = useWho();
  const at = Date.parse(line.at);
  const time = timeOfDay(at, zone, language);
  const known = Date.parse(line.known_at);
  const ours = line.actor === "system" || line.actor === "telemetry" || line.source === "order";
  return (
    <li className={styles.entry} data-testid="review-line" data-source={line.source} data-what={line.what} data-picked={picked || undefined}>
      <button
        type="button"
        className={`${styles.at} number`}
        aria-pressed={picked}
        aria-label={t("planReviews.showInCurves", { time })}
        onClick={() => pick(picked ? null : at)}
      >
        {time}
      </button>
      <div>
        <strong className={LATE.has(line.what) ? "late" : undefined}>{text(line.text)}</strong>
        <span className="quiet">
          {" · "}
          {line.source === "delivery" ? word("planReview.source", line.source) : who(line.actor)}
          {known - at >= 1_000 && ` · ${t("planReviews.knownAt", { time: timeOfDay(known, zone, language) })}`}
        </span>
        {line.note !== "" && <div className={styles.note}>{ours ? ownHalf(line.note, language) : line.note}</div>}
      </div>
    </li>
  );
}
