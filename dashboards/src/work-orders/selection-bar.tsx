import { Button } from "antd";
import type { ReactNode } from "react";

import { ExportButton } from "../layout/export-button";
import { useWords } from "../messages/language-context";
import styles from "./selection-bar.module.css";

interface SelectionBarProps {
  readonly ids: readonly string[];
  readonly clear: () => void;
  /** What else can be done with several at once. */
  readonly children?: ReactNode;
}

/** What can be done with the orders that are chosen; it stays in sight while the list is long. */
export function SelectionBar({ ids, clear, children }: SelectionBarProps) {
  const { t } = useWords();
  if (ids.length === 0) return null;
  return (
    <div className={styles.bar} role="toolbar" aria-label={t("board.selected", { n: ids.length })} data-testid="selection">
      <strong>{t("board.selected", { n: ids.length })}</strong>
      {children}
      <ExportButton path="/api/v1/work-orders" query={{ id: ids }} name="work-orders" />
      <Button type="text" onClick={clear} data-testid="clear-selection">
        {t("board.clearSelection")}
      </Button>
    </div>
  );
}
