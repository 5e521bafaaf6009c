import { Tag } from "antd";
import { Link } from "react-router";

import type { OrderImportRow, OrderRowState } from "../api/schema";
import cardStyles from "../layout/cards.module.css";
import { useWords } from "../messages/language-context";

const COLOURS: Readonly<Record<OrderRowState, string>> = { new: "success", known: "default", wrong: "error" };
const FIRST: Readonly<Record<OrderRowState, number>> = { wrong: 0, new: 1, known: 2 };

/** What becomes of each row; those with something wrong first. */
export function ImportRows({ rows }: { readonly rows: readonly OrderImportRow[] }) {
  const { t, word, text } = useWords();
  const sorted = [...rows].sort((one, other) => FIRST[one.state] - FIRST[other.state] || one.row - other.row);
  return (
    <ul className={cardStyles.cards} data-testid="import-rows">
      {sorted.map((row) => (
        <li key={row.row} className={cardStyles.card} data-testid="import-row" data-state={row.state}>
          <span className={cardStyles.line}>
            <span>
              <Tag color={COLOURS[row.state]}>{word("outside.rowState", row.state)}</Tag>
              <strong>{row.title}</strong> <span className="quiet">{row.outside_id}</span>
            </span>
            {row.order_id !== null && row.number !== null ? (
              <Link to={`/work-orders/${row.order_id}`}>{row.number}</Link>
            ) : (
              <span className="quiet">{t("outside.import.row", { n: row.row })}</span>
            )}
          </span>
          {row.problems.map((problem) => (
            <span key={problem.column.en + problem.problem.en}>
              {text(problem.column)}: {text(problem.problem)} <span className="quiet">— {text(problem.remedy)}</span>
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}
