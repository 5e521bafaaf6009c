import { Card } from "antd";

import type { WorkOrder } from "../api/schema";
import { useWords } from "../messages/language-context";
import { useMay } from "../sites/site-context";
import { CandidateList } from "./candidate-list";
import { useGive } from "./use-dispatch";

const WAITING = ["requested", "triaged", "dispatched"];

/** On an order's page, for those who dispatch, as long as nobody has it. */
export function DispatchCard({ order }: { readonly order: WorkOrder }) {
  const { t } = useWords();
  const may = useMay("dispatch");
  const give = useGive();
  if (!may || order.assignee !== null || !WAITING.includes(order.state)) return null;
  return (
    <Card size="small" title={t("dispatch.whom")} data-testid="dispatch-card">
      <CandidateList order={order.id} busy={give.isPending} choose={(assignee, version) => give.mutate([{ order_id: order.id, assignee, version }])} />
    </Card>
  );
}
