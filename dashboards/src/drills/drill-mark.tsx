import { Link } from "react-router";

import { useWords } from "../messages/language-context";
import styles from "./drills.module.css";

/** Says of an alarm or an order that it belongs to a drill, and leads there; of a real one nothing. */
export function DrillMark({ drill }: { readonly drill: string | null }) {
  const { t } = useWords();
  if (drill === null) return null;
  return (
    <Link to={`/drills/${drill}`} className={styles.mark} data-testid="drill-mark">
      {t("drills.mark")}
    </Link>
  );
}
