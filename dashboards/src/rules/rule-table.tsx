import { Table, type TableColumnsType } from "antd";
import { useMemo } from "react";
import { Link, useNavigate } from "react-router";

import type { Rule } from "../api/schema";
import { SopLink } from "../knowledge/sop-link";
import tableStyles from "../layout/table.module.css";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import type { RuleSpeech } from "./use-rule-speech";
import { VersionBadge } from "./version-badge";

interface RuleTableProps {
  readonly rules: readonly Rule[];
  readonly speech: RuleSpeech;
}

export function RuleTable({ rules, speech }: RuleTableProps) {
  const { t, word } = useWords();
  const navigate = useNavigate();
  const columns = useMemo<TableColumnsType<Rule>>(
    () => [
      { title: t("alarms.severity"), width: 104, render: (_, { severity }) => <SeverityMark severity={severity} /> },
      {
        title: t("rules.message"),
        width: "34%",
        render: (_, rule) => (
          <>
            <Link to={`/rules/${encodeURIComponent(rule.id)}`} className={tableStyles.main}>
              {speech.message(rule)}
            </Link>{" "}
            <VersionBadge rule={rule} />
            <div className="quiet">
              <code>{rule.id}</code>
            </div>
          </>
        ),
      },
      {
        title: t("rules.condition"),
        render: (_, rule) => (
          <>
            <span style={{ overflowWrap: "anywhere" }}>{speech.condition(rule.definition)}</span>
            <div className="quiet">{speech.kind(rule.kind)}</div>
          </>
        ),
      },
      {
        title: t("alarms.department"),
        width: 180,
        render: (_, rule) => (
          <>
            {word("department", rule.department)}
            {rule.assist.length > 0 && (
              <div className="quiet">{t("rules.assisted", { departments: rule.assist.map((one) => word("department", one)).join(t("list.comma")) })}</div>
            )}
          </>
        ),
      },
      {
        title: t("sop.title"),
        width: 136,
        render: (_, rule) => (rule.sop === null ? <span className="quiet">—</span> : <SopLink id={rule.sop} lead={rule.department} />),
      },
    ],
    [t, word, speech],
  );
  return (
    <Table<Rule>
      rowKey="id"
      size="medium"
      columns={columns}
      dataSource={[...rules]}
      pagination={false}
      sticky={{ offsetHeader: 56 }}
      className={tableStyles.table}
      rowClassName={tableStyles.row ?? ""}
      onRow={(rule) =>
        ({ "data-testid": "rule-row", "data-rule-id": rule.id, onClick: () => void navigate(`/rules/${encodeURIComponent(rule.id)}`) }) as object
      }
    />
  );
}
