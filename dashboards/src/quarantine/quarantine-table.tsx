import { Table, type TableColumnsType } from "antd";
import { useMemo } from "react";

import type { QuarantineEntry } from "../api/schema";
import tableStyles from "../layout/table.module.css";
import { useWords } from "../messages/language-context";
import { Age } from "../time/age";

interface QuarantineTableProps {
  readonly entries: readonly QuarantineEntry[];
  readonly open: (entry: QuarantineEntry) => void;
}

export function QuarantineTable({ entries, open }: QuarantineTableProps) {
  const { t, text } = useWords();
  const columns = useMemo<TableColumnsType<QuarantineEntry>>(
    () => [
      {
        title: t("quarantine.reason"),
        width: 190,
        render: (_, entry) => (
          <button type="button" className={tableStyles.link} onClick={() => open(entry)}>
            {text(entry.reason_name)}
          </button>
        ),
      },
      { title: t("quarantine.detail"), render: (_, entry) => <span style={{ overflowWrap: "anywhere" }}>{entry.detail}</span> },
      { title: t("quarantine.topic"), width: 320, render: (_, entry) => <code style={{ overflowWrap: "anywhere" }}>{entry.topic}</code> },
      { title: t("quarantine.count"), width: 80, align: "right", render: (_, entry) => <span className="number">{entry.count}</span> },
      { title: t("quarantine.last"), width: 130, render: (_, entry) => <Age at={entry.last_at} /> },
    ],
    [t, text, open],
  );
  return (
    <Table<QuarantineEntry>
      rowKey="id"
      size="medium"
      columns={columns}
      dataSource={[...entries]}
      pagination={false}
      sticky={{ offsetHeader: 56 }}
      className={tableStyles.table}
      rowClassName={tableStyles.row ?? ""}
      onRow={(entry) => ({ "data-testid": "quarantine-row", "data-reason": entry.reason, onClick: () => open(entry) }) as object}
    />
  );
}
