import { Link } from "react-router";

import type { SystemLoad } from "../api/schema";
import { useAssets } from "../assets/use-assets";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import styles from "./overview-page.module.css";

/** Every system of the site with its active alarms; grey while there are none. */
export function SystemLoads({ loads }: { readonly loads: readonly SystemLoad[] }) {
  const { t, word } = useWords();
  const { data: assets } = useAssets();
  const systems = [...new Set([...loads.map(({ system }) => system), ...(assets ?? []).map(({ system }) => system)])];
  return (
    <ul className={styles.rows}>
      {systems.map((system) => {
        const load = loads.find((one) => one.system === system);
        return (
          <li key={system}>
            <Link to={`/assets?system=${encodeURIComponent(system)}`} className={styles.grow}>
              {word("system", system)}
            </Link>
            {load?.worst == null ? (
              <span className="quiet">{t("overview.normal")}</span>
            ) : (
              <>
                <SeverityMark severity={load.worst} wordless />
                <span className="number">{load.active}</span>
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}
