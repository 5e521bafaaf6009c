import { Card } from "antd";
import { Link } from "react-router";

import type { PermitDetail } from "../api/schema";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import { Moment } from "../time/moment";
import styles from "./permit-parts.module.css";

/** Alarms that the permit hides now: recorded, and nobody is called for them. */
export function HiddenAlarms({ permit }: { readonly permit: PermitDetail }) {
  const { t, text } = useWords();
  return (
    <Card size="small" title={t("permit.hidden", { n: permit.hidden_alarms.length })} data-testid="permit-hidden">
      {permit.hidden_alarms.length === 0 ? (
        <p className="quiet">{t("permit.hiddenNone")}</p>
      ) : (
        <>
          <p className="quiet">{t("permit.hiddenHint")}</p>
          <ul className={styles.rows}>
            {permit.hidden_alarms.map((alarm) => (
              <li key={alarm.id} data-testid="hidden-alarm" data-alarm-id={alarm.id}>
                <SeverityMark severity={alarm.severity} wordless />
                <Link to={`/alarms/${alarm.id}`} className={styles.grow}>
                  {text(alarm.message)}
                </Link>
                <span className="quiet">
                  <Moment at={alarm.raised_at} />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}
