import { Table, type TableColumnsType } from "antd";
import { useMemo } from "react";
import { Link, useNavigate } from "react-router";

import type { Permit } from "../api/schema";
import tableStyles from "../layout/table.module.css";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { usePersonName } from "../work-orders/use-people";
import { PermitCountdown } from "./permit-countdown";
import { PermitStateWord } from "./permit-state-word";

interface PermitTableProps {
  readonly permits: readonly Permit[];
  readonly gone: ReadonlySet<string>;
}

export function PermitTable({ permits, gone }: PermitTableProps) {
  const { t, word } = useWords();
  const navigate = useNavigate();
  const nameOf = usePersonName();
  const columns = useMemo<TableColumnsType<Permit>>(
    () => [
      {
        title: t("permit.kind"),
        width: 150,
        render: (_, permit) => (
          <>
            {word("permit.kind", permit.kind)}
            <div className="quiet number nowrap">{permit.number}</div>
          </>
        ),
      },
      {
        title: t("permit.work"),
        render: (_, permit) => (
          <>
            <Link to={`/permits/${permit.id}`} className={tableStyles.main}>
              {permit.work}
            </Link>
            <div className="quiet">{permit.place}</div>
          </>
        ),
      },
      {
        title: t("orders.state"),
        width: 190,
        render: (_, permit) => (
          <>
            <PermitStateWord state={permit.state} />
            <div>
              <PermitCountdown permit={permit} />
            </div>
          </>
        ),
      },
      {
        title: t("permit.window"),
        width: 170,
        render: (_, permit) => (
          <>
            <Moment at={permit.starts_at} />
            <div className="quiet">
              → <Moment at={permit.until} />
            </div>
          </>
        ),
      },
      { title: t("permit.hidesShort"), width: 140, render: (_, permit) => <span className="quiet">{t(permit.hides ? "permit.hidesYes" : "permit.hidesNo")}</span> },
      { title: t("permit.applicant"), width: 120, render: (_, permit) => nameOf(permit.applicant) },
    ],
    [t, word, nameOf],
  );
  return (
    <Table<Permit>
      rowKey="id"
      size="medium"
      columns={columns}
      dataSource={[...permits]}
      pagination={false}
      sticky={{ offsetHeader: 56 }}
      className={tableStyles.table}
      rowClassName={(permit) => `${tableStyles.row} ${gone.has(permit.id) ? tableStyles.gone : ""}`}
      onRow={(permit) => ({ "data-permit-id": permit.id, "data-testid": "permit-row", onClick: () => void navigate(`/permits/${permit.id}`) }) as object}
    />
  );
}
