import { Card } from "antd";
import { Link } from "react-router";

import type { OrderBrief, WorkOrderDetail } from "../api/schema";
import { useWords } from "../messages/language-context";
import { lasting } from "../time/ago";
import { useNow } from "../time/clock";
import { Moment } from "../time/moment";
import { usePersonName } from "./use-people";

/** What closes the loop: until when its alarms are watched, what is missing, who answers for it, and the orders that belong to it. */
export function ClosingCard({ order }: { readonly order: WorkOrderDetail }) {
  const { t, text, word } = useWords();
  const nameOf = usePersonName();
  const lines = [
    order.needs_owner && (
      <p key="owner" className="severity-high" data-testid="needs-owner">
        {t("service.needsOwner", { n: order.refusals })}
      </p>
    ),
    order.hold_reason !== null && (
      <p key="hold" data-testid="hold-reason">
        {t("service.heldFor", { reason: word("order.hold", order.hold_reason) })}
        {order.paused_at !== null && <span className="quiet"> · {t("service.clockStands")}</span>}
      </p>
    ),
    order.promised_until !== null && (
      <p key="promise" data-testid="promised-until">
        {t("service.promised")} <Moment at={order.promised_until} />
      </p>
    ),
    order.state === "completed" && order.alarm_ids.length > 0 && <Watch key="watch" order={order} />,
    order.missing_evidence.length > 0 && (
      <p key="missing" data-testid="missing-evidence">
        {t("service.evidenceMissing", { what: order.missing_evidence.map((each) => word("order.evidence", each)).join(t("list.comma")) })}
      </p>
    ),
    order.state === "completed" && order.waits_for.length > 0 && (
      <ul key="waits" className="quiet" style={{ paddingInlineStart: 20, margin: 0 }} data-testid="closing-waits-for">
        {order.waits_for.map((why) => (
          <li key={why.zh}>{text(why)}</li>
        ))}
      </ul>
    ),
    order.overridden_by !== null && (
      <p key="overridden" className="severity-high" data-testid="overridden">
        {t("service.overridden", { name: nameOf(order.overridden_by) })}
      </p>
    ),
    order.parent !== null && <Others key="parent" label={t("service.parent")} orders={[order.parent]} />,
    order.children.length > 0 && <Others key="children" label={t("service.children")} orders={order.children} />,
    order.duplicates.length > 0 && <Others key="duplicates" label={t("service.duplicates")} orders={order.duplicates} />,
    order.merged_into !== null && (
      <p key="merged">
        <Link to={`/work-orders/${order.merged_into}`} data-testid="merged-into">
          {t("service.mergedInto")}
        </Link>
      </p>
    ),
  ].filter((line) => line !== false);
  if (lines.length === 0) return null;
  return (
    <Card size="small" title={t("service.closing")} data-testid="closing-card">
      <div style={{ display: "grid", gap: 8 }}>{lines}</div>
    </Card>
  );
}

/** How long its alarms still have to stay normal. */
function Watch({ order }: { readonly order: WorkOrderDetail }) {
  const { t } = useWords();
  const now = useNow(1);
  if (order.watch_until === null) return <p data-testid="watch">{t("service.watchNotYet")}</p>;
  const left = Date.parse(order.watch_until) - now;
  const length = lasting(Math.max(left, 0));
  return <p data-testid="watch">{left > 0 ? t("service.watchLeft", { length: t(length.key, length.values) }) : t("service.watchOver")}</p>;
}

function Others({ label, orders }: { readonly label: string; readonly orders: readonly OrderBrief[] }) {
  const { text, word } = useWords();
  return (
    <div>
      <div className="quiet">{label}</div>
      {orders.map((each) => (
        <div key={each.id}>
          <Link to={`/work-orders/${each.id}`} data-testid="other-order" data-order-id={each.id} style={{ display: "inline-block", paddingBlock: 6 }}>
            <span className="number">{each.number}</span> {text(each.title)}
          </Link>{" "}
          <span className="quiet">{word("order.state", each.state)}</span>
        </div>
      ))}
    </div>
  );
}
