import { Card, Table } from "antd";

import type { PlanReviewDetail, ReviewDepartment, ReviewPerson } from "../../api/schema";
import { ScrollRegion } from "../../layout/scroll-region";
import tableStyles from "../../layout/table.module.css";
import { useWords } from "../../messages/language-context";
import { useZone } from "../../sites/site-context";
import { timeOfDay } from "../../time/format";
import { clockOf } from "../runs/run-clock";
import { useWho } from "../runs/use-who";
import styles from "./reviews.module.css";

/** How quickly departments came and people acted. */
export function ReactionsCard({ review }: { readonly review: PlanReviewDetail }) {
  const { t, word, language } = useWords();
  const zone = useZone();
  const who = useWho();
  const time = (at: string | null) => <span className="number">{at === null ? t("planReviews.notReached") : timeOfDay(Date.parse(at), zone, language)}</span>;
  const took = (after: number | null) => <span className="number">{after === null ? t("planReviews.notReached") : clockOf(after * 1_000)}</span>;
  const limits = ({ kept, missed }: { readonly kept: number; readonly missed: number }) => (
    <span className="number">
      {kept} / {missed > 0 ? <strong className="late">{missed}</strong> : missed}
    </span>
  );
  if (review.departments.length === 0 && review.people.length === 0) return null;
  return (
    <Card size="small" title={t("planReviews.reactions")}>
      <div className={styles.tables}>
        <ScrollRegion name={t("planReviews.departments")}>
          <Table<ReviewDepartment>
            className={tableStyles.table}
            size="small"
            rowKey="department"
            dataSource={[...review.departments]}
            pagination={false}
            onRow={({ department }) => ({ "data-testid": "reaction-department", "data-department": department }) as object}
            columns={[
              { title: t("planReviews.departments"), render: (_, one) => word("department", one.department) },
              { title: t("planReviews.called"), render: (_, one) => time(one.called_at) },
              { title: t("planReviews.in"), render: (_, one) => time(one.in_at) },
              { title: t("planReviews.length"), render: (_, one) => took(one.after_s) },
              { title: t("planReviews.keptMissed"), render: (_, one) => limits(one) },
            ]}
          />
        </ScrollRegion>
        <ScrollRegion name={t("planReviews.people")}>
          <Table<ReviewPerson>
            className={tableStyles.table}
            size="small"
            rowKey="person"
            dataSource={[...review.people]}
            pagination={false}
            onRow={({ person }) => ({ "data-testid": "reaction-person", "data-person": person }) as object}
            columns={[
              { title: t("planReviews.people"), render: (_, one) => who(one.person) },
              { title: t("planReviews.received"), render: (_, one) => time(one.received_at) },
              { title: t("planReviews.answered"), render: (_, one) => time(one.answered_at) },
              { title: t("planReviews.acted"), render: (_, one) => time(one.acted_at) },
              { title: t("planReviews.length"), render: (_, one) => took(one.after_s) },
              { title: t("planReviews.keptMissed"), render: (_, one) => limits(one) },
            ]}
          />
        </ScrollRegion>
      </div>
    </Card>
  );
}
