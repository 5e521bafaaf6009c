import { Table, type TableColumnsType } from "antd";
import { useMemo } from "react";
import { Link, useNavigate } from "react-router";

import type { WorkOrder } from "../api/schema";
import { useAssetNames } from "../assets/use-assets";
import tableStyles from "../layout/table.module.css";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { DueState } from "./due-state";
import { PriorityMark } from "./priority-mark";
import { usePersonName } from "./use-people";

interface OrderTableProps {
  readonly orders: readonly WorkOrder[];
  readonly gone?: ReadonlySet<string>;
}

export function OrderTable({ orders, gone }: OrderTableProps) {
  const { t, text, word } = useWords();
  const navigate = useNavigate();
  const assets = useAssetNames();
  const nameOf = usePersonName();
  const columns = useMemo<TableColumnsType<WorkOrder>>(
    () => [
      { title: t("alarms.severity"), width: 104, render: (_, order) => <PriorityMark priority={order.priority} /> },
      {
        title: t("orders.what"),
        render: (_, order) => (
          <>
            <Link to={`/work-orders/${order.id}`} className={tableStyles.main}>
              {text(order.title)}
            </Link>
            <div className="quiet">{order.asset !== null && assets.place(order.site, order.asset)}</div>
          </>
        ),
      },
      { title: t("orders.number"), width: 130, render: (_, order) => <span className="number quiet nowrap">{order.number}</span> },
      { title: t("orders.state"), width: 110, render: (_, order) => word("order.state", order.state) },
      { title: t("alarms.department"), width: 120, render: (_, order) => word("department", order.department) },
      { title: t("orders.assignee"), width: 110, render: (_, order) => (order.assignee === null ? <span className="quiet">—</span> : nameOf(order.assignee)) },
      { title: t("orders.due"), width: 180, render: (_, order) => <DueState order={order} /> },
      { title: t("orders.openedAt"), width: 120, render: (_, order) => <Moment at={order.opened_at} /> },
    ],
    [t, text, word, assets, nameOf],
  );
  return (
    <Table<WorkOrder>
      rowKey="id"
      size="medium"
      columns={columns}
      dataSource={[...orders]}
      pagination={false}
      sticky={{ offsetHeader: 56 }}
      className={tableStyles.table}
      rowClassName={(order) => `${tableStyles.row} ${gone?.has(order.id) ? tableStyles.gone : ""}`}
      onRow={(order) => ({ "data-order-id": order.id, "data-testid": "order-row", onClick: () => void navigate(`/work-orders/${order.id}`) }) as object}
    />
  );
}
