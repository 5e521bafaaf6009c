import { Descriptions, type DescriptionsProps } from "antd";
import { Link } from "react-router";

import type { WorkOrderDetail } from "../api/schema";
import { AssetLink } from "../assets/asset-link";
import styles from "../layout/facts.module.css";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { usePersonName } from "./use-people";

const LIMITS = ["accept_by", "arrive_by", "resolve_by"] as const;

export function OrderFacts({ order }: { readonly order: WorkOrderDetail }) {
  const { t, word } = useWords();
  const nameOf = usePersonName();
  const items: DescriptionsProps["items"] = [
    { key: "kind", label: t("orders.kind"), children: word("order.kind", order.kind) },
    { key: "department", label: t("orders.lead"), children: word("department", order.department) },
    { key: "assignee", label: t("orders.assignee"), children: <span data-testid="assignee">{order.assignee === null ? "—" : nameOf(order.assignee)}</span> },
    { key: "opened", label: t("orders.openedAt"), children: <Moment at={order.opened_at} /> },
  ];
  if (order.asset !== null) items.push({ key: "asset", label: t("alarms.asset"), children: <AssetLink site={order.site} id={order.asset} /> });
  if (order.outcome !== null) {
    items.push({ key: "outcome", label: t("orders.outcome"), children: <span data-testid="order-outcome">{word("order.outcome", order.outcome)}</span> });
  }
  if (order.incident_id !== null) {
    items.push({
      key: "incident",
      label: t("incidents.one"),
      children: (
        <Link to={`/incidents/${order.incident_id}`} data-testid="order-incident">
          {t("alarms.openIncident")}
        </Link>
      ),
    });
  }
  if (order.requested_by !== null) items.push({ key: "requested", label: t("orders.requestedBy"), children: nameOf(order.requested_by) });
  for (const name of LIMITS) {
    const by = order.due[name];
    if (by === null) continue;
    const late = order.overdue.includes(name);
    items.push({
      key: name,
      label: t(`orders.${name}`),
      children: (
        <span className={late ? "late" : undefined}>
          <Moment at={by} />
          {late && ` · ${t("orders.late")}`}
        </span>
      ),
    });
  }
  return <Descriptions className={styles.facts} size="small" bordered column={1} items={items} />;
}
