import { Card, Skeleton } from "antd";

import type { WorkOrder } from "../api/schema";
import { Failure } from "../layout/failure";
import { useWords } from "../messages/language-context";
import { RepeatNotice } from "./repeat-notice";
import { useWorkDone } from "./use-work-done";
import { WorkDoneFacts } from "./work-done-facts";
import { WorkDoneForm } from "./work-done-form";

const BEGUN: ReadonlySet<WorkOrder["state"]> = new Set(["accepted", "in_progress", "on_hold", "completed", "verified", "closed"]);

/** What the work took and what was found: shown once somebody has taken the order on, filled in whenever there is time. */
export function WorkDoneCard({ order }: { readonly order: WorkOrder }) {
  const { t } = useWords();
  const { data: work, error, refetch } = useWorkDone(order);
  if (!BEGUN.has(order.state) && (work === undefined || work.version === 0)) return null;
  return (
    <Card size="small" title={t("workDone.title")} data-testid="work-done" data-version={work?.version}>
      {work === undefined ? (
        error === null ? (
          <Skeleton active paragraph={{ rows: 2 }} />
        ) : (
          <Failure error={error} retry={() => void refetch()} />
        )
      ) : (
        <>
          <RepeatNotice work={work} />
          {work.may_record ? <WorkDoneForm key={work.version} order={order} work={work} /> : <WorkDoneFacts work={work} />}
        </>
      )}
    </Card>
  );
}
