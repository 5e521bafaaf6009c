import { Link } from "react-router";

import type { RepeatFault } from "../api/schema";
import { useWords } from "../messages/language-context";
import styles from "./work-done.module.css";

const SHOWN = 5;

/** The orders of a fault, the newest first. */
export function RepeatOrders({ fault }: { readonly fault: RepeatFault }) {
  const { t } = useWords();
  return (
    <span className={styles.orders}>
      {fault.order_ids.slice(0, SHOWN).map((id, place) => (
        <Link key={id} to={`/work-orders/${id}`}>
          {place === 0 ? t("workDone.newest") : t("workDone.nth", { n: fault.count - place })}
        </Link>
      ))}
    </span>
  );
}
