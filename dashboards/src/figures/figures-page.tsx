import { Card, Input, Segmented, Skeleton } from "antd";
import { useSearchParams } from "react-router";

import { ExportButton } from "../layout/export-button";
import { Failure } from "../layout/failure";
import filterStyles from "../layout/filter-bar.module.css";
import { Page } from "../layout/page";
import { written } from "../layout/search-params";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { useNow } from "../time/clock";
import { dayOf } from "../time/wall-clock";
import { BadActors } from "./bad-actors";
import { BouncesCard } from "./bounces-card";
import { Chattering } from "./chattering";
import { DayCharts } from "./day-charts";
import { FigureTiles } from "./figure-tiles";
import styles from "./figures.module.css";
import { HiddenAndOutcomes } from "./hidden-and-outcomes";
import { LongStandingAlarms } from "./long-standing-alarms";
import { SeverityFigures } from "./severity-figures";
import { useAlarmFigures } from "./use-alarm-figures";

const DAYS = [1, 7, 31] as const;

/** How good the alarm system itself is: each figure with what the standards call good. */
export default function FiguresPage() {
  const { t } = useWords();
  const { site } = useHere();
  const today = dayOf(useNow(60), site.time_zone);
  const [params, setParams] = useSearchParams();
  const asked = params.get("date") ?? "";
  const date = /^20\d\d-[01]\d-[0-3]\d$/.test(asked) && asked <= today ? asked : today;
  const days = DAYS.find((n) => String(n) === params.get("days")) ?? 1;
  const { data: report, error, refetch, isPlaceholderData } = useAlarmFigures(date, days);
  const total = report?.totals[0];
  const choose = (chosen: { date?: string; days?: number }) => {
    const next = { date, days, ...chosen };
    setParams(written({ date: next.date === today ? "" : next.date, days: next.days === 1 ? "" : String(next.days) }), { replace: true });
  };

  return (
    <Page
      title={t("figures.title")}
      actions={<ExportButton path="/api/v1/reports/alarm-figures" query={{ site: site.id, date, days: String(days) }} name="alarm-figures" />}
    >
      <p className="quiet">{t("figures.what")}</p>
      <div className={filterStyles.bar} role="search">
        <Segmented
          value={days}
          onChange={(chosen) => choose({ days: chosen })}
          options={DAYS.map((n) => ({ value: n, label: t(n === 1 ? "figures.oneDay" : "figures.lastDays", { n }) }))}
          data-testid="figures-days"
        />
        <Input
          type="date"
          aria-label={t("figures.date")}
          value={date}
          max={today}
          onChange={(event) => {
            if (event.target.value !== "") choose({ date: event.target.value });
          }}
          style={{ width: 170 }}
          data-testid="figures-date"
        />
        {total !== undefined && !total.complete && <span className="quiet">{t("figures.soFar")}</span>}
      </div>
      {total === undefined ? (
        error === null ? (
          <Skeleton active paragraph={{ rows: 10 }} />
        ) : (
          <Failure error={error} retry={() => void refetch()} />
        )
      ) : (
        <div className={`${styles.figures} ${isPlaceholderData ? styles.old : ""}`} data-testid="figures" aria-busy={isPlaceholderData}>
          <FigureTiles figures={total} />
          {days > 1 && <DayCharts days={report?.days ?? []} />}
          <div className={styles.two}>
            <div className={styles.figures}>
              <Card size="small" title={t("figures.severities")}>
                <SeverityFigures figures={total} />
              </Card>
              <Card size="small" title={t("figures.hiddenAndFound")}>
                <HiddenAndOutcomes figures={total} />
              </Card>
              <BouncesCard date={date} days={days} />
            </div>
            <div className={styles.figures}>
              <Card size="small" title={t("figures.badActors")}>
                <BadActors figures={total} />
              </Card>
              <Card size="small" title={t("figures.chattering")}>
                <Chattering figures={total} />
              </Card>
              <Card size="small" title={t("figures.longStanding")}>
                <LongStandingAlarms figures={total} />
              </Card>
            </div>
          </div>
        </div>
      )}
    </Page>
  );
}
