import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { OpenMatter } from "../api/schema";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import styles from "./requests.module.css";

export interface Where {
  readonly site: string;
  readonly asset: string | null;
  readonly space: string | null;
  readonly dwelling: string | null;
  readonly room: string;
  readonly phone: string;
}

interface SimilarOrdersProps {
  readonly where: Where;
  readonly joined: OpenMatter | null;
  readonly join: (order: OpenMatter | null) => void;
}

/** Open orders of the same place: perhaps somebody else has asked already. */
export function SimilarOrders({ where, joined, join }: SimilarOrdersProps) {
  const { t, word, text } = useWords();
  const somewhere = where.asset !== null || where.space !== null || where.dwelling !== null || where.room.length > 1 || where.phone.length > 3;
  const { data: found } = useQuery({
    queryKey: keys.similarOrders(where),
    queryFn: () => data(api.POST("/api/v1/requests/similar", { body: where })),
    enabled: somewhere,
    staleTime: 10_000,
  });
  const orders = somewhere ? (found?.items ?? []) : [];
  if (orders.length === 0) return null;
  return (
    <section className={styles.similar} data-testid="similar">
      <strong>{t("requests.similar")}</strong>
      <span className="quiet">{joined === null ? t("requests.similarHint") : t("requests.joined", { number: joined.number })}</span>
      <ul className={styles.open}>
        {orders.map((order) => (
          <li key={order.id} className={styles.similarOrder}>
            <span>
              {text(order.title)}{" "}
              <span className="quiet">
                {order.number} · {word("order.state", order.state)} · <Moment at={order.opened_at} />
              </span>
            </span>
            <Button size="small" onClick={() => join(joined?.id === order.id ? null : order)} data-testid="join">
              {t(joined?.id === order.id ? "requests.unjoin" : "requests.join")}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
