import { Tag } from "antd";
import { Link } from "react-router";

import type { HandOver } from "../api/schema";
import cardStyles from "../layout/cards.module.css";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { usePersonName } from "../work-orders/use-people";
import styles from "./hand-over.module.css";

const COLOURS: Readonly<Record<HandOver["state"], string>> = { open: "default", offered: "blue", refused: "orange", signed: "green", cancelled: "default" };

export function HandOverState({ item }: { readonly item: Pick<HandOver, "state" | "decided"> }) {
  const { t, word } = useWords();
  const late = item.decided.includes("late") && (item.state === "open" || item.state === "offered" || item.state === "refused");
  return (
    <span data-testid="hand-over-state" data-state={item.state}>
      <Tag color={COLOURS[item.state]}>{word("handOver.state", item.state)}</Tag>
      {late && <span className="late">{t("handOver.late")}</span>}
    </span>
  );
}

/** Hand-overs at a glance: which post, from whom to whom, how far. */
export function HandOverCards({ items }: { readonly items: readonly HandOver[] }) {
  const { t, word } = useWords();
  const nameOf = usePersonName();
  return (
    <ul className={styles.list}>
      {items.map((item) => (
        <li key={item.id}>
          <Link to={`/hand-over/${item.id}`} className={cardStyles.card} data-testid="hand-over-row" data-hand-over-id={item.id} data-state={item.state}>
            <span className={cardStyles.line}>
              <strong>{word("handOver.post", item.post)}</strong>
              <HandOverState item={item} />
            </span>
            <span>
              {item.incoming === null
                ? t("handOver.from", { name: nameOf(item.outgoing) })
                : t("handOver.fromTo", { outgoing: nameOf(item.outgoing), incoming: nameOf(item.incoming) })}
            </span>
            <span className={cardStyles.line}>
              <span className="quiet number">{item.number}</span>
              <span className="quiet">
                {t("handOver.due")} <Moment at={item.due_at} />
              </span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
