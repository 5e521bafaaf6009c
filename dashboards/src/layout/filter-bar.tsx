import { Button } from "antd";
import { type ReactNode, useState } from "react";

import { useWords } from "../messages/language-context";
import styles from "./filter-bar.module.css";
import { useNarrow } from "./use-media";

interface FilterBarProps {
  readonly search: ReactNode;
  /** What is asked for most, always in sight. */
  readonly quick?: ReactNode;
  readonly children: ReactNode;
  /** How many choices differ from what is usual: shown on a phone, where the choices themselves are folded away. */
  readonly chosen: number;
}

/** Search and choices above a list. */
export function FilterBar({ search, quick, children, chosen }: FilterBarProps) {
  const { t } = useWords();
  const narrow = useNarrow();
  const [open, setOpen] = useState(false);
  return (
    <div className={styles.bar} role="search">
      <div className={styles.first}>
        {search}
        {narrow && (
          <Button aria-expanded={open} onClick={() => setOpen(!open)} data-testid="open-filter">
            {chosen > 0 ? t("list.filterChosen", { n: chosen }) : t("list.filter")}
          </Button>
        )}
      </div>
      {quick}
      {(!narrow || open) && <div className={styles.choices}>{children}</div>}
    </div>
  );
}
