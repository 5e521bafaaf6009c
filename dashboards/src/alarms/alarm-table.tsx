import { Table, type TableColumnsType } from "antd";
import type { SorterResult } from "antd/es/table/interface";
import { useMemo } from "react";
import { Link, useNavigate } from "react-router";

import type { Alarm, AlarmSort } from "../api/schema";
import { useAssetNames } from "../assets/use-assets";
import { sortAsked, sortedBy } from "../layout/sorted-by";
import tableStyles from "../layout/table.module.css";
import { LIST_ITEM } from "../layout/use-list-keys";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import { Age } from "../time/age";
import { Moment } from "../time/moment";
import { ALARM_SORTS } from "./alarm-filter";
import { AlarmMarks } from "./alarm-marks";
import { AlarmState } from "./alarm-state";

interface AlarmTableProps {
  readonly alarms: readonly Alarm[];
  /** Ids of rows that no longer belong here and go when nobody looks. */
  readonly gone: ReadonlySet<string>;
  readonly openId: string | undefined;
  /** The filter in the address, kept when an alarm is opened. */
  readonly search: string;
  /** How the list is sorted, and what another sort does; without it the heads do not sort. */
  readonly sorting?: { readonly sort: AlarmSort; readonly choose: (sort: AlarmSort) => void };
}

export function AlarmTable({ alarms, gone, openId, search, sorting }: AlarmTableProps) {
  const { t, text, word } = useWords();
  const navigate = useNavigate();
  const assets = useAssetNames();
  const sort = sorting === undefined ? null : sorting.sort === "-raised" ? "" : sorting.sort; // as usual, no column is marked
  const columns = useMemo<TableColumnsType<Alarm>>(
    () => [
      { title: t("alarms.severity"), width: 104, ...(sort !== null && sortedBy("severity", sort)), render: (_, alarm) => <SeverityMark severity={alarm.severity} blinks={alarm.state === "unacknowledged"} /> },
      {
        title: t("alarms.what"),
        render: (_, alarm) => (
          <>
            <Link to={{ pathname: `/alarms/${alarm.id}`, search }} className={tableStyles.main} {...{ [LIST_ITEM]: alarm.id }}>
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
        ...(sort !== null && sortedBy("raised", sort)),
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
    [t, text, word, search, assets, sort],
  );
  return (
    <Table<Alarm>
      rowKey="id"
      size="medium"
      columns={columns}
      dataSource={[...alarms]}
      pagination={false}
      onChange={(_, __, pressed) => {
        if (!Array.isArray(pressed)) sorting?.choose(sortAsked(pressed as Pick<SorterResult<never>, "columnKey" | "order">, ALARM_SORTS, "-raised"));
      }}
      sticky={{ offsetHeader: 56 }}
      className={tableStyles.table}
      rowClassName={(alarm) => [gone.has(alarm.id) ? tableStyles.gone : "", alarm.id === openId ? tableStyles.open : "", tableStyles.row].join(" ")}
      onRow={(alarm) =>
        ({ "data-alarm-id": alarm.id, "data-testid": "alarm-row", onClick: () => void navigate({ pathname: `/alarms/${alarm.id}`, search }) }) as object
      }
    />
  );
}
