import { Skeleton } from "antd";
import { useMemo } from "react";
import { Link } from "react-router";

import type { AssetDetail } from "../api/schema";
import { useReleased } from "../live/use-released";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { anyOrder, type OrderFilter } from "../work-orders/order-filter";
import { useOrders } from "../work-orders/use-orders";
import styles from "./asset-page.module.css";

const SHOWN = 8;

/** The last orders of an asset, over or not. */
export function AssetOrders({ asset }: { readonly asset: AssetDetail }) {
  const { t, text, word } = useWords();
  const filter = useMemo<OrderFilter>(
    () => ({ ...anyOrder(asset.site), asset: asset.id }),
    [asset.site, asset.id],
  );
  const { list, release } = useOrders(filter);
  useReleased(list, release);
  if (list === undefined) return <Skeleton active paragraph={{ rows: 2 }} title={false} />;
  if (list.items.length === 0) return <p className="quiet">{t("assets.noOrders")}</p>;
  return (
    <>
      <ul className={styles.rows}>
        {list.items.slice(0, SHOWN).map((order) => (
          <li key={order.id}>
            <Link to={`/work-orders/${order.id}`} className={styles.grow}>
              {text(order.title)}
            </Link>
            <span className="quiet">{word("order.state", order.state)}</span>
            <span className="quiet">
              <Moment at={order.opened_at} />
            </span>
          </li>
        ))}
      </ul>
      {list.items.length > SHOWN && <Link to={`/work-orders?view=table&state=any&asset=${encodeURIComponent(asset.id)}`}>{t("list.all")}</Link>}
    </>
  );
}
