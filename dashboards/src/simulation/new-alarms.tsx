import { Skeleton } from "antd";
import { Link } from "react-router";

import { AlarmCards } from "../alarms/alarm-cards";
import { Failure } from "../layout/failure";
import { useWords } from "../messages/language-context";
import styles from "./simulation.module.css";
import { useAlarmsSince } from "./use-simulation";

const NONE_GONE: ReadonlySet<string> = new Set();

interface NewAlarmsProps {
  readonly site: string;
  readonly since: string;
}

/** What has come of it: the newest alarms since the simulators were started. */
export function NewAlarms({ site, since }: NewAlarmsProps) {
  const { t } = useWords();
  const { data: page, error, refetch } = useAlarmsSince(site, since);
  return (
    <section className={styles.part} aria-labelledby="simulation-alarms" data-testid="simulation-alarms" aria-busy={page === undefined && error === null}>
      <h2 id="simulation-alarms">{t("simulation.alarms")}</h2>
      {page === undefined ? (
        error === null ? (
          <Skeleton active paragraph={{ rows: 3 }} />
        ) : (
          <Failure error={error} retry={() => void refetch()} />
        )
      ) : page.items.length === 0 ? (
        <p className="quiet">{t("simulation.noAlarms")}</p>
      ) : (
        <>
          <AlarmCards alarms={page.items.slice(0, 4)} gone={NONE_GONE} search="" />
          <Link to="/alarms?state=any" style={{ minHeight: 24 }}>
            {t("list.all")}
          </Link>
        </>
      )}
    </section>
  );
}
