import { Card, Table } from "antd";

import type { PlanReviewDetail, ReviewLimit } from "../../api/schema";
import { ScrollRegion } from "../../layout/scroll-region";
import tableStyles from "../../layout/table.module.css";
import { useWords } from "../../messages/language-context";
import { useZone } from "../../sites/site-context";
import { timeOfDay } from "../../time/format";
import { clockOf } from "../runs/run-clock";
import { useWho } from "../runs/use-who";

/** Each limit, kept or missed, and by how much. */
export function LimitsCard({ review }: { readonly review: PlanReviewDetail }) {
  const { t, text, word, language } = useWords();
  const zone = useZone();
  const who = useWho();
  const time = (at: string | null) => <span className="number">{at === null ? t("planReviews.notReached") : timeOfDay(Date.parse(at), zone, language)}</span>;
  return (
    <Card
      size="small"
      title={t("planReviews.limits")}
      extra={
        <span data-testid="limits-sum">
          {t("planReviews.keptOf", { kept: review.kept })}
          {review.missed > 0 && <span className="late"> · {t("planReviews.missed", { n: review.missed })}</span>}
        </span>
      }
    >
      <ScrollRegion name={t("planReviews.limits")}>
        <Table<ReviewLimit>
          className={tableStyles.table}
          size="small"
          rowKey={(line) => `${line.of}:${line.key}`}
          dataSource={[...review.limits]}
          pagination={false}
          locale={{ emptyText: t("planReviews.limitsNone") }}
          onRow={(line) => ({ "data-testid": "review-limit", "data-key": line.key, "data-kept": String(line.kept) }) as object}
          columns={[
            { title: t("planReviews.what"), render: (_, line) => text(line.title) },
            { title: t("planReviews.result"), render: (_, line) => <Result line={line} /> },
            { title: t("planReviews.who"), render: (_, line) => word(line.of === "step" ? "rota.post" : "department", line.who) },
            { title: t("planReviews.due"), render: (_, line) => time(line.due_at) },
            { title: t("planReviews.done"), render: (_, line) => time(line.kept === null ? null : line.settled_at) },
            { title: t("planReviews.by"), render: (_, line) => (line.by === null ? t("planReviews.notReached") : who(line.by)) },
          ]}
        />
      </ScrollRegion>
    </Card>
  );
}

function Result({ line }: { readonly line: ReviewLimit }) {
  const { t } = useWords();
  if (line.kept === null) return <span className="quiet">{t(line.settled_at === null ? "planReviews.notDue" : "planReviews.leftOut")}</span>;
  if (line.kept) return <>{t("planReviews.kept")}</>;
  const length = clockOf((line.over_s ?? 0) * 1_000);
  return <strong className="late">{t(line.settled_at === null ? "planReviews.undone" : "planReviews.late", { length })}</strong>;
}
