import { Table } from "antd";
import type { SorterResult } from "antd/es/table/interface";
import { useNavigate } from "react-router";

import type { OrderSort, WorkOrder } from "../api/schema";
import { sortAsked } from "../layout/sorted-by";
import tableStyles from "../layout/table.module.css";
import { ORDER_SORTS } from "./order-filter";
import { type ColumnKey, useOrderColumns, USUAL_COLUMNS } from "./order-columns";

interface OrderTableProps {
  readonly orders: readonly WorkOrder[];
  readonly gone?: ReadonlySet<string>;
  readonly columns?: readonly ColumnKey[];
  /** The ids that are chosen; without `select` none can be. */
  readonly selected?: readonly string[];
  readonly select?: (ids: readonly string[]) => void;
  /** How the list is sorted, and what another sort does; without it the heads do not sort. */
  readonly sorting?: { readonly sort: OrderSort; readonly choose: (sort: OrderSort) => void };
}

export function OrderTable({ orders, gone, columns = USUAL_COLUMNS, selected = [], select, sorting }: OrderTableProps) {
  const navigate = useNavigate();
  return (
    <Table<WorkOrder>
      rowKey="id"
      size="medium"
      columns={useOrderColumns(columns, sorting === undefined ? null : sorting.sort === "-opened" ? "" : sorting.sort)}
      dataSource={[...orders]}
      pagination={false}
      onChange={(_, __, pressed) => {
        if (!Array.isArray(pressed)) sorting?.choose(sortAsked(pressed as Pick<SorterResult<never>, "columnKey" | "order">, ORDER_SORTS, "-opened"));
      }}
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
