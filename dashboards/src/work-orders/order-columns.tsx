import type { TableColumnsType } from "antd";
import { useMemo } from "react";
import { Link } from "react-router";

import type { OrderSort, WorkOrder } from "../api/schema";
import { useAssetNames } from "../assets/use-assets";
import { sortedBy } from "../layout/sorted-by";
import tableStyles from "../layout/table.module.css";
import { LIST_ITEM } from "../layout/use-list-keys";
import { useWords } from "../messages/language-context";
import type { MessageKey } from "../messages/translate";
import { Moment } from "../time/moment";
import { DueState } from "./due-state";
import { PriorityMark } from "./priority-mark";
import { usePersonName } from "./use-people";

export type ColumnKey = "number" | "state" | "department" | "assignee" | "due" | "opened" | "kind" | "requested_by" | "promised" | "resolve_by";

/** Every column that can be chosen, in their order; the first six are usual. */
export const COLUMN_NAMES: Readonly<Record<ColumnKey, MessageKey>> = {
  number: "orders.number",
  state: "orders.state",
  department: "alarms.department",
  assignee: "orders.assignee",
  due: "orders.due",
  opened: "orders.openedAt",
  kind: "orders.kind",
  requested_by: "orders.requestedBy",
  resolve_by: "orders.resolve_by",
  promised: "board.promised",
};

export const COLUMN_KEYS = Object.keys(COLUMN_NAMES) as ColumnKey[];
export const USUAL_COLUMNS: readonly ColumnKey[] = COLUMN_KEYS.slice(0, 6);

/** By what the server sorts when the head of a column is pressed; numbers are given in the order of opening. */
const SORTED_BY: Partial<Record<ColumnKey, string>> = { number: "opened", opened: "opened", due: "due", resolve_by: "due" };

/** The columns of the table: what it is about always, the others as chosen. `sort`: as the list is sorted now, empty if as usual; `null`: it cannot be. */
export function useOrderColumns(chosen: readonly ColumnKey[], sort: OrderSort | "" | null): TableColumnsType<WorkOrder> {
  const { t, text, word } = useWords();
  const assets = useAssetNames();
  const nameOf = usePersonName();
  return useMemo(() => {
    const person = (name: string | null) => (name === null ? <span className="quiet">—</span> : nameOf(name));
    const moment = (at: string | null) => (at === null ? <span className="quiet">—</span> : <Moment at={at} />);
    const drawn: Record<ColumnKey, { readonly width: number; readonly render: (order: WorkOrder) => React.ReactNode }> = {
      number: { width: 130, render: (order) => <span className="number quiet nowrap">{order.number}</span> },
      state: { width: 100, render: (order) => word("order.state", order.state) },
      department: { width: 126, render: (order) => word("department", order.department) },
      assignee: { width: 110, render: (order) => person(order.assignee) },
      due: { width: 170, render: (order) => <DueState order={order} /> },
      opened: { width: 120, render: (order) => <Moment at={order.opened_at} /> },
      kind: { width: 100, render: (order) => word("order.kind", order.kind) },
      requested_by: { width: 110, render: (order) => person(order.requested_by) },
      resolve_by: { width: 120, render: (order) => moment(order.due.resolve_by) },
      promised: { width: 120, render: (order) => moment(order.promised_until) },
    };
    return [
      { title: t("alarms.severity"), width: 108, ...(sort !== null && sortedBy("priority", sort)), render: (_, order) => <PriorityMark priority={order.priority} /> },
      {
        title: t("orders.what"),
        render: (_, order) => (
          <>
            <Link to={`/work-orders/${order.id}`} className={tableStyles.main} {...{ [LIST_ITEM]: order.id }}>
              {text(order.title)}
            </Link>
            <div className="quiet">{order.asset !== null && assets.place(order.site, order.asset)}</div>
          </>
        ),
      },
      ...COLUMN_KEYS.filter((key) => chosen.includes(key)).map((key) => ({
        key,
        title: t(COLUMN_NAMES[key]),
        width: drawn[key].width,
        ...(sort !== null && SORTED_BY[key] !== undefined && sortedBy(SORTED_BY[key], sort)),
        ...(key === "due" && { showSorterTooltip: { title: t("views.sortedByLimit") } }),
        render: (_: unknown, order: WorkOrder) => drawn[key].render(order),
      })),
    ];
  }, [chosen, sort, t, text, word, assets, nameOf]);
}
