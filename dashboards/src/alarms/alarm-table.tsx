import { Table, type TableColumnsType } from "antd";
import { useMemo } from "react";
import { Link, useNavigate } from "react-router";

import type { Alarm } from "../api/schema";
import { useAssetNames } from "../assets/use-assets";
import tableStyles from "../layout/table.module.css";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import { Age } from "../time/age";
import { Moment } from "../time/moment";
import { AlarmMarks } from "./alarm-marks";
import { AlarmState } from "./alarm-state";

interface AlarmTableProps {
  readonly alarms: readonly Alarm[];
  /** Ids of rows that no longer belong here and go when nobody looks. */
  readonly gone: ReadonlySet<string>;
  readonly openId: string | undefined;
  /** The filter in the address, kept when an alarm is opened. */
  readonly search: string;
}

export function AlarmTable({ alarms, gone, openId, search }: AlarmTableProps) {
  const { t, text, word } = useWords();
  const navigate = useNavigate();
  const assets = useAssetNames();
  const columns = useMemo<TableColumnsType<Alarm>>(
    () => [
      { title: t("alarms.severity"), width: 104, render: (_, alarm) => <SeverityMark severity={alarm.severity} blinks={alarm.state === "unacknowledged"} /> },
      {
        title: t("alarms.what"),
        render: (_, alarm) => (
          <>
            <Link to={{ pathname: `/alarms/${alarm.id}`, search }} className={tableStyles.main}>
              {text(alarm.message)}
            </Link>
            <div className="quiet">
              {assets.place(alarm.site, alarm.asset)} <AlarmMarks alarm={alarm} />
            </div>
          </>
        ),
      },
      { title: t("alarms.state"), width: 160, render: (_, alarm) => <AlarmState alarm={alarm} withReason /> },
      {
        title: t("alarms.since"),
        width: 150,
        render: (_, alarm) => (
          <>
            <Moment at={alarm.raised_at} />
            <div className="quiet">
              <Age at={alarm.raised_at} />
            </div>
          </>
        ),
      },
      { title: t("alarms.department"), width: 120, render: (_, alarm) => word("department", alarm.department) },
      {
        title: t("alarms.acknowledgedBy"),
        width: 160,
        render: (_, alarm) =>
          alarm.acknowledged_at === null ? (
            <span className="quiet">—</span>
          ) : (
            <>
              {alarm.acknowledged_by}
              <div className="quiet">
                <Moment at={alarm.acknowledged_at} />
              </div>
            </>
          ),
      },
      {
        title: t("alarms.order"),
        width: 110,
        render: (_, alarm) => (
          <>
            {alarm.work_order_id === null ? (
              <span className="quiet">—</span>
            ) : (
              <Link to={`/work-orders/${alarm.work_order_id}`} className="nowrap" onClick={(event) => event.stopPropagation()}>
                {t("alarms.openOrder")}
              </Link>
            )}
            {alarm.incident_id !== null && (
              <div>
                <Link to={`/incidents/${alarm.incident_id}`} className="nowrap" onClick={(event) => event.stopPropagation()} data-testid="alarm-incident">
                  {t("incidents.one")}
                </Link>
              </div>
            )}
          </>
        ),
      },
    ],
    [t, text, word, search, assets],
  );
  return (
    <Table<Alarm>
      rowKey="id"
      size="medium"
      columns={columns}
      dataSource={[...alarms]}
      pagination={false}
      sticky={{ offsetHeader: 56 }}
      className={tableStyles.table}
      rowClassName={(alarm) => [gone.has(alarm.id) ? tableStyles.gone : "", alarm.id === openId ? tableStyles.open : "", tableStyles.row].join(" ")}
      onRow={(alarm) =>
        ({ "data-alarm-id": alarm.id, "data-testid": "alarm-row", onClick: () => void navigate({ pathname: `/alarms/${alarm.id}`, search }) }) as object
      }
    />
  );
}
