import { Card, Skeleton } from "antd";
import { Link } from "react-router";

import { AlarmState } from "../alarms/alarm-state";
import { Failure } from "../layout/failure";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import styles from "./rule-page.module.css";
import { RULE_ALARMS_DAYS, useRuleAlarms } from "./use-rule-alarms";

const SHOWN = 6;

/** What a rule has told lately: how often, of how many assets, the last ones. */
export function RuleAlarms({ site, rule }: { readonly site: string; readonly rule: string }) {
  const { t, text } = useWords();
  const { data: page, error, refetch } = useRuleAlarms(site, rule);
  const all = `/alarms?state=any&rule=${encodeURIComponent(rule)}`;
  return (
    <Card size="small" title={t("rules.alarms", { days: RULE_ALARMS_DAYS })} extra={<Link to={all}>{t("list.all")}</Link>} data-testid="rule-alarms">
      {page === undefined && (error === null ? <Skeleton active paragraph={{ rows: 2 }} title={false} /> : <Failure error={error} retry={() => void refetch()} />)}
      {page?.items.length === 0 && <p className="quiet">{t("rules.noAlarms")}</p>}
      {page !== undefined && page.items.length > 0 && (
        <>
          <p className="quiet">
            {t(page.next_cursor === null ? "rules.alarmCount" : "rules.alarmCountMore", {
              n: page.items.length,
              assets: new Set(page.items.map(({ asset }) => asset)).size,
            })}
          </p>
          <ul className={styles.rows}>
            {page.items.slice(0, SHOWN).map((alarm) => (
              <li key={alarm.id}>
                <Link to={`/alarms/${alarm.id}`} className={styles.grow}>
                  {text(alarm.message)}
                </Link>
                <AlarmState alarm={alarm} />
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
