import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import { useWords } from "../messages/language-context";
import { useHere, useMay } from "../sites/site-context";
import styles from "./overview-page.module.css";

/** How many messages could not be read, for those who may look at them. */
export function QuarantineCount() {
  const { t } = useWords();
  const { site } = useHere();
  const may = useMay("view_quarantine");
  const { data: page } = useQuery({
    queryKey: keys.quarantine({ site: site.id, only: "total" }),
    queryFn: () => data(api.GET("/api/v1/quarantine", { params: { query: { site: site.id, limit: 1 } } })),
    enabled: may,
    refetchInterval: 30_000,
  });
  if (!may || page === undefined) return null;
  return (
    <ul className={styles.rows} style={{ borderTop: "1px solid var(--line)" }}>
      <li>
        <Link to="/quarantine" className={styles.grow}>
          {t("quarantine.title")}
        </Link>
        <span className="number quiet" data-testid="quarantine-count">
          {page.total}
        </span>
      </li>
    </ul>
  );
}
