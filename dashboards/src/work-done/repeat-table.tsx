import { Table, type TableColumnsType } from "antd";
import { useMemo } from "react";

import type { RepeatFault } from "../api/schema";
import { AssetLink } from "../assets/asset-link";
import { useAssetNames } from "../assets/use-assets";
import tableStyles from "../layout/table.module.css";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { yuan } from "./money";
import { faultKey } from "./repeat-cards";
import { RepeatOrders } from "./repeat-orders";

export function RepeatTable({ faults }: { readonly faults: readonly RepeatFault[] }) {
  const { t, word } = useWords();
  const assets = useAssetNames();
  const columns = useMemo<TableColumnsType<RepeatFault>>(
    () => [
      {
        title: t("alarms.asset"),
        render: (_, fault) => (
          <>
            <AssetLink site={fault.site} id={fault.asset} />
            <div className="quiet">{assets.place(fault.site, fault.asset)}</div>
          </>
        ),
      },
      { title: t("workDone.cause"), render: (_, fault) => (fault.cause === null ? t("workDone.sameAlarm") : word("workDone.cause", fault.cause)) },
      { title: t("workDone.repairs"), width: 100, align: "right", render: (_, fault) => <strong className="number">{fault.count}</strong> },
      { title: t("workDone.lastAt"), width: 170, render: (_, fault) => <Moment at={fault.last_at} /> },
      { title: t("workDone.remedies"), render: (_, fault) => fault.remedies.map((remedy) => word("workDone.remedy", remedy)).join(" ← ") || "—" },
      { title: t("workDone.minutes"), width: 100, align: "right", render: (_, fault) => <span className="number">{fault.minutes}</span> },
      { title: t("workDone.cost"), width: 120, align: "right", render: (_, fault) => <span className="number">¥{yuan(fault.cost_fen)}</span> },
      { title: t("nav.orders"), render: (_, fault) => <RepeatOrders fault={fault} /> },
    ],
    [t, word, assets],
  );
  return (
    <Table<RepeatFault>
      rowKey={faultKey}
      size="medium"
      columns={columns}
      dataSource={[...faults]}
      pagination={false}
      className={tableStyles.table}
      onRow={() => ({ "data-testid": "repeat-row" }) as object}
    />
  );
}
