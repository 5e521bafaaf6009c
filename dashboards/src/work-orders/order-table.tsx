import { Table } from "antd";
import { useNavigate } from "react-router";

import type { WorkOrder } from "../api/schema";
import tableStyles from "../layout/table.module.css";
import { type ColumnKey, useOrderColumns, USUAL_COLUMNS } from "./order-columns";

interface OrderTableProps {
  readonly orders: readonly WorkOrder[];
  readonly gone?: ReadonlySet<string>;
  readonly columns?: readonly ColumnKey[];
  /** The ids that are chosen; without `select` none can be. */
  readonly selected?: readonly string[];
  readonly select?: (ids: readonly string[]) => void;
}

export function OrderTable({ orders, gone, columns = USUAL_COLUMNS, selected = [], select }: OrderTableProps) {
  const navigate = useNavigate();
  return (
    <Table<WorkOrder>
      rowKey="id"
      size="medium"
      columns={useOrderColumns(columns)}
      dataSource={[...orders]}
      pagination={false}
      sticky={{ offsetHeader: 56 }}
      className={tableStyles.table}
      rowSelection={
        select === undefined ? undefined : { selectedRowKeys: [...selected], onChange: (keys) => select(keys.map(String)), columnWidth: 40, onCell: () => ({ onClick: (event) => event.stopPropagation() }) }
      }
      rowClassName={(order) => `${tableStyles.row} ${gone?.has(order.id) ? tableStyles.gone : ""}`}
      onRow={(order) => ({ "data-order-id": order.id, "data-testid": "order-row", onClick: () => void navigate(`/work-orders/${order.id}`) }) as object}
    />
  );
}
