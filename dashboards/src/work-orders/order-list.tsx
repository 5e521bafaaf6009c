import { Button, Empty, Skeleton } from "antd";
import { useMemo, useRef } from "react";

import cardStyles from "../layout/cards.module.css";
import { Failure } from "../layout/failure";
import { useNarrow } from "../layout/use-media";
import { WaitingButton } from "../layout/waiting-button";
import { useReleasedWhenIdle } from "../live/use-released-when-idle";
import { useWords } from "../messages/language-context";
import { OrderCard } from "./order-card";
import { belongsToOrders, type OrderFilter } from "./order-filter";
import { OrderTable } from "./order-table";
import { useOrders } from "./use-orders";

interface OrderListProps {
  readonly filter: OrderFilter;
  readonly filtered: boolean;
  readonly clear: () => void;
}

export function OrderList({ filter, filtered, clear }: OrderListProps) {
  const { t } = useWords();
  const narrow = useNarrow();
  const { query, list, release, more } = useOrders(filter);
  const place = useRef<HTMLDivElement>(null);
  const gone = useMemo(() => new Set((list?.items ?? []).filter((order) => !belongsToOrders(filter, order)).map(({ id }) => id)), [list, filter]);
  const waiting = list?.waiting.length ?? 0;
  useReleasedWhenIdle(place, waiting + gone.size, false, release);
  const items = list?.items ?? [];

  return (
    <>
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
            <OrderTable orders={items} gone={gone} />
          ))}
        {list?.next_cursor != null && (
          <div style={{ textAlign: "center", padding: 16 }}>
            <Button loading={more.isPending} onClick={() => more.mutate()} data-testid="load-more">
              {more.isError ? t("problem.retry") : t("list.more")}
            </Button>
          </div>
        )}
      </div>
    </>
  );
}
