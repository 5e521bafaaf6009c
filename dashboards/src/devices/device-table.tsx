import { Table, type TableColumnsType } from "antd";
import { useMemo } from "react";
import { Link } from "react-router";

import type { Device } from "../api/schema";
import tableStyles from "../layout/table.module.css";
import { useWords } from "../messages/language-context";
import { Age } from "../time/age";
import { ClockOffset } from "./clock-offset";
import { devicePage } from "./device-page-address";
import { StateWord } from "./state-word";

/** Devices as a table, where there is room. */
export function DeviceTable({ devices }: { readonly devices: readonly Device[] }) {
  const { t, text } = useWords();
  const columns = useMemo<TableColumnsType<Device>>(
    () => [
      {
        title: t("devices.id"),
        render: (_, device) => (
          <Link to={devicePage(device.site, device.id)} className={tableStyles.main ?? ""}>
            {device.id}
          </Link>
        ),
      },
      { title: t("devices.type"), render: (_, device) => text(device.type_name) },
      { title: t("devices.state"), width: 110, render: (_, device) => <StateWord state={device.state} /> },
      {
        title: t("devices.lastSeen"),
        width: 150,
        render: (_, device) => (device.last_seen === null ? <span className="quiet">{t("device.neverSeen")}</span> : <Age at={device.last_seen} />),
      },
      {
        title: t("devices.clock"),
        width: 190,
        render: (_, device) => (device.clock_offset_s === null ? t("devices.unknownValue") : <ClockOffset seconds={device.clock_offset_s} />),
      },
      { title: t("devices.gateway"), render: (_, device) => device.gateway ?? t("devices.unknownValue") },
      { title: t("devices.dialect"), width: 140, dataIndex: "dialect" },
    ],
    [t, text],
  );
  return (
    <Table<Device>
      rowKey={(device) => `${device.site}/${device.id}`}
      size="medium"
      columns={columns}
      dataSource={[...devices]}
      pagination={false}
      sticky={{ offsetHeader: 56 }}
      className={tableStyles.table}
      onRow={(device) => ({ "data-testid": "device-row", "data-device-id": device.id }) as object}
    />
  );
}
