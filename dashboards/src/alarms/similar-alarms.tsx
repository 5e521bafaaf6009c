import { Skeleton } from "antd";
import { useMemo } from "react";
import { Link } from "react-router";

import type { AlarmDetail } from "../api/schema";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import { lasting } from "../time/ago";
import { Moment } from "../time/moment";
import { type AlarmFilter, anyAlarm } from "./alarm-filter";
import styles from "./similar-alarms.module.css";
import { useAlarms } from "./use-alarms";

const SHOWN = 5;

/** Earlier alarms of the same asset, those of the same rule first: how often, and how they ended. */
export function SimilarAlarms({ alarm }: { readonly alarm: AlarmDetail }) {
  const { t, text, word } = useWords();
  const filter = useMemo<AlarmFilter>(() => ({ ...anyAlarm(alarm.site), asset: alarm.asset }), [alarm.site, alarm.asset]);
  const { query, list } = useAlarms(filter);
  if (query.isPending) return <Skeleton active paragraph={{ rows: 2 }} title={false} />;
  const others = (list?.items ?? []).filter(({ id }) => id !== alarm.id);
  const same = others.filter(({ rule }) => rule === alarm.rule);
  const shown = [...same, ...others.filter(({ rule }) => rule !== alarm.rule)].slice(0, SHOWN);
  if (shown.length === 0) return <p className="quiet">{t("alarms.noneSimilar")}</p>;
  return (
    <>
      <p className="quiet">{t("alarms.similarCount", { n: same.length })}</p>
      <ul className={styles.list}>
        {shown.map((other) => {
          const length = other.ended_at === null ? null : lasting(Date.parse(other.ended_at) - Date.parse(other.raised_at));
          return (
            <li key={other.id}>
              <SeverityMark severity={other.severity} wordless />
              <Link to={`/alarms/${other.id}`} className={styles.what}>
                {text(other.message)}
              </Link>
              <span className="quiet">{length === null ? word("alarm.state", other.state) : t("alarms.lasted", { length: t(length.key, length.values) })}</span>
              <span className="quiet">
                <Moment at={other.raised_at} />
              </span>
            </li>
          );
        })}
      </ul>
    </>
  );
}
