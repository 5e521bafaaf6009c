import { Button, Empty, Skeleton } from "antd";
import { useMemo, useRef, useState } from "react";

import { BulkDispatchButton } from "../dispatch/bulk-dispatch";
import { PrintFormsButton } from "../forms/print-forms-button";
import cardStyles from "../layout/cards.module.css";
import { Failure } from "../layout/failure";
import { recall, remember } from "../layout/preferences";
import { useNarrow } from "../layout/use-media";
import { WaitingButton } from "../layout/waiting-button";
import { useReleasedWhenIdle } from "../live/use-released-when-idle";
import { useWords } from "../messages/language-context";
import { ViewsMenu } from "../views/views-menu";
import { ColumnsMenu } from "./columns-menu";
import { OrderCard } from "./order-card";
import { COLUMN_KEYS, type ColumnKey, USUAL_COLUMNS } from "./order-columns";
import { belongsToOrders, type OrderFilter } from "./order-filter";
import styles from "./order-list.module.css";
import { OrderTable } from "./order-table";
import { SelectionBar } from "./selection-bar";
import { useOrders } from "./use-orders";

interface OrderListProps {
  readonly filter: OrderFilter;
  readonly filtered: boolean;
  readonly clear: () => void;
  readonly choose: (filter: OrderFilter) => void;
}

export function OrderList({ filter, filtered, clear, choose }: OrderListProps) {
  const { t } = useWords();
  const narrow = useNarrow();
  const { query, list, release, more } = useOrders(filter);
  const [columns, setColumns] = useState(chosenColumns);
  const [selected, select] = useState<readonly string[]>([]);
  const place = useRef<HTMLDivElement>(null);
  const gone = useMemo(() => new Set((list?.items ?? []).filter((order) => !belongsToOrders(filter, order)).map(({ id }) => id)), [list, filter]);
  const waiting = list?.waiting.length ?? 0;
  useReleasedWhenIdle(place, waiting + gone.size, selected.length > 0, release);
  const items = list?.items ?? [];
  const shown = useMemo(() => selected.filter((id) => list?.items.some((order) => order.id === id)), [selected, list]);

  return (
    <>
      <div className={styles.tools}>
        <ViewsMenu page="orders" />
        {!narrow && (
          <ColumnsMenu
            chosen={columns}
            choose={(chosen) => {
              setColumns(chosen);
              remember("orders.columns", chosen.join(","));
            }}
          />
        )}
      </div>
      {waiting > 0 && <WaitingButton label={t("orders.waiting", { n: waiting })} release={release} />}
      <div ref={place} data-testid="order-list" aria-busy={query.isPending}>
        {query.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
        {query.isError && list === undefined && <Failure error={query.error} retry={() => void query.refetch()} />}
        {list !== undefined && items.length === 0 && (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={filtered ? t("orders.noneFound") : t("orders.noneOpen")}>
            {filtered && <Button onClick={clear}>{t("list.clearFilter")}</Button>}
          </Empty>
        )}
        {items.length > 0 &&
          (narrow ? (
            <ul className={cardStyles.cards}>
              {items.map((order) => (
                <li key={order.id}>
                  <OrderCard order={order} withState gone={gone.has(order.id)} />
                </li>
              ))}
            </ul>
          ) : (
            <OrderTable orders={items} gone={gone} columns={columns} selected={shown} select={select} sorting={{ sort: filter.sort, choose: (sort) => choose({ ...filter, sort }) }} />
          ))}
        {list?.next_cursor != null && (
          <div style={{ textAlign: "center", padding: 16 }}>
            <Button loading={more.isPending} onClick={() => more.mutate()} data-testid="load-more">
              {more.isError ? t("problem.retry") : t("list.more")}
            </Button>
          </div>
        )}
        <SelectionBar ids={shown} clear={() => select([])}>
          <BulkDispatchButton orders={items.filter(({ id }) => shown.includes(id))} done={() => select([])} />
          <PrintFormsButton ids={shown} />
        </SelectionBar>
      </div>
    </>
  );
}

function chosenColumns(): readonly ColumnKey[] {
  const kept = recall("orders.columns");
  return kept === null ? USUAL_COLUMNS : COLUMN_KEYS.filter((key) => kept.split(",").includes(key));
}
