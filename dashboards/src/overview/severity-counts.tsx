import type { ReactNode } from "react";
import { Link } from "react-router";

import type { Overview } from "../api/schema";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import styles from "./overview-page.module.css";

interface CountProps {
  readonly to: string;
  readonly label: ReactNode;
  readonly n: number;
  readonly note: string;
  readonly testId: string;
}

function Count({ to, label, n, note, testId }: CountProps) {
  return (
    <Link to={to} className={`${styles.count} ${n === 0 ? styles.zero : ""}`} data-testid={testId} data-count={n}>
      <span>{label}</span>
      <b className="number">{n}</b>
      <span className="quiet">{note}</span>
    </Link>
  );
}

/** How much is wrong, in six numbers; a zero is quiet. */
export function SeverityCounts({ overview }: { readonly overview: Overview }) {
  const { t } = useWords();
  return (
    <div className={styles.counts}>
      {overview.by_severity.map(({ severity, active, unacknowledged, hidden }) => (
        <Count
          key={severity}
          to={`/alarms?severity=${severity}`}
          label={<SeverityMark severity={severity} blinks={unacknowledged > 0} />}
          n={active}
          note={
            active === 0 && hidden === 0
              ? t("overview.normal")
              : hidden > 0
                ? t("overview.unacknowledgedHidden", { n: unacknowledged, hidden })
                : t("overview.unacknowledged", { n: unacknowledged })
          }
          testId={`count-${severity}`}
        />
      ))}
      <Count
        to="/work-orders?view=table&overdue=true"
        label={t("overview.lateOrders")}
        n={overview.late_total}
        note={t("overview.openOrders", {
          n: overview.orders_by_state.filter(({ state }) => state !== "closed" && state !== "cancelled").reduce((sum, { count }) => sum + count, 0),
        })}
        testId="count-late"
      />
      <Count
        to="/work-orders?view=table&state=dispatched"
        label={t("overview.unacceptedOrders")}
        n={overview.unaccepted_total}
        note={t("overview.waitForSomebody")}
        testId="count-unaccepted"
      />
    </div>
  );
}
