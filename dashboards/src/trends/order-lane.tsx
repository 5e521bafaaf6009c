import { Link } from "react-router";

import type { TrendOrder } from "../api/schema";
import { useWords } from "../messages/language-context";
import { useZone } from "../sites/site-context";
import { fullMoment } from "../time/format";
import { LEFT } from "./trend-panels";
import styles from "./trends.module.css";

interface OrderLaneProps {
  readonly orders: readonly TrendOrder[];
  /** There are more than these. */
  readonly more: boolean;
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
  /** How far from the right edge the time axis of the drawing ends, px. */
  readonly right: number;
}

const ROW_PX = 28;
/** So much of the lane a mark takes at least, percent: its number can be hit by a thumb. */
const LEAST = 8;

/** Work orders under the time axis, from opened to closed; each leads to its page. */
export function OrderLane({ orders, more, from, to, right }: OrderLaneProps) {
  const { t, text, language } = useWords();
  const zone = useZone();
  const placed = rowsOf(orders.map((order) => ({ order, ...placeOf(order, from, to) })));
  return (
    <section className={styles.lane} aria-label={t("trends.orders")}>
      <ul className={styles.track} style={{ marginInlineStart: LEFT, marginInlineEnd: right, height: ROW_PX * (1 + Math.max(...placed.map(({ row }) => row))) }}>
        {placed.map(({ order, left, width, row }) => {
          const closed = order.closed_at === null ? t("trends.order.open") : fullMoment(Date.parse(order.closed_at), zone, language);
          const name = t("trends.order", { number: order.number, title: text(order.title), from: fullMoment(Date.parse(order.opened_at), zone, language), to: closed });
          return (
            <li key={order.id}>
              <Link
                to={`/work-orders/${order.id}`}
                className={order.closed_at === null ? `${styles.span} ${styles.open}` : styles.span}
                style={{ left: `${left}%`, width: `${width}%`, top: row * ROW_PX }}
                aria-label={name}
                title={name}
                data-testid="trend-order"
                data-order={order.id}
              >
                {order.number}
              </Link>
            </li>
          );
        })}
      </ul>
      {more && <p className="quiet">{t("trends.ordersMore")}</p>}
    </section>
  );
}

interface Place {
  /** Percent of the span. */
  readonly left: number;
  readonly width: number;
}

/** Where an order lies in the span; never narrower than `LEAST`, and never beyond the end. */
export function placeOf({ opened_at: opened, closed_at: closed }: TrendOrder, from: number, to: number): Place {
  const share = (moment: number) => (100 * (Math.min(to, Math.max(from, moment)) - from)) / (to - from);
  const begins = share(Date.parse(opened));
  const width = Math.max(LEAST, (closed === null ? 100 : share(Date.parse(closed))) - begins);
  return { left: Math.min(begins, 100 - width), width };
}

/** Each in the first row that is free where it lies. */
export function rowsOf<T extends Place>(places: readonly T[]): (T & { readonly row: number })[] {
  const ends: number[] = [];
  return [...places]
    .sort((a, b) => a.left - b.left)
    .map((place) => {
      const free = ends.findIndex((end) => end <= place.left);
      const row = free === -1 ? ends.length : free;
      ends[row] = place.left + place.width;
      return { ...place, row };
    });
}
