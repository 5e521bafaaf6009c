import { Card } from "antd";
import { useMemo } from "react";
import { Link } from "react-router";

import { useReleased } from "../live/use-released";
import { useWords } from "../messages/language-context";
import { PermitCountdown } from "../permits/permit-countdown";
import type { PermitFilter } from "../permits/permit-filter";
import { useOutOfService } from "../permits/use-out-of-service";
import { usePermits } from "../permits/use-permits";
import { useHere } from "../sites/site-context";
import styles from "./overview-page.module.css";

const SHOWN = 4;
const IN_FORCE: ReadonlySet<string> = new Set(["active", "expired", "recheck"]);

/** What is being worked on, the earliest end first, and what is out of service. */
export function PermitsCard() {
  const { t, word } = useWords();
  const { site } = useHere();
  const filter = useMemo<PermitFilter>(() => ({ site: site.id, state: "current", kind: null }), [site.id]);
  const { list, release, belongs } = usePermits(filter, 200);
  useReleased(list, release);
  const { data: out } = useOutOfService();
  const current = (list?.items ?? []).filter(belongs);
  const inForce = current.filter(({ state }) => IN_FORCE.has(state)).sort((one, other) => one.until.localeCompare(other.until));
  const requested = current.filter(({ state }) => state === "requested").length;
  const approved = current.length - inForce.length - requested;
  return (
    <Card size="small" title={t("permits.title")} data-testid="permits-card">
      <ul className={styles.rows}>
        {inForce.slice(0, SHOWN).map((permit) => (
          <li key={permit.id} data-testid="permit-row" data-permit-id={permit.id}>
            <Link to={`/permits/${permit.id}`} className={styles.grow}>
              {word("permit.kind", permit.kind)} · {permit.place}
            </Link>
            <PermitCountdown permit={permit} />
          </li>
        ))}
        {list !== undefined && inForce.length === 0 && <li className="quiet">{t("permits.noneInForce")}</li>}
        {inForce.length > SHOWN && (
          <li>
            <Link to="/permits?state=active">{t("list.all")}</Link>
          </li>
        )}
        {approved > 0 && <Count to="/permits?state=approved" label={word("permit.state", "approved")} n={approved} />}
        {requested > 0 && <Count to="/permits?state=requested" label={word("permit.state", "requested")} n={requested} />}
        {out !== undefined && <Count to="/out-of-service" label={t("outOfService.title")} n={out.length} />}
      </ul>
    </Card>
  );
}

function Count({ to, label, n }: { readonly to: string; readonly label: string; readonly n: number }) {
  return (
    <li>
      <Link to={to} className={styles.grow}>
        {label}
      </Link>
      <span className="number quiet">{n}</span>
    </li>
  );
}
