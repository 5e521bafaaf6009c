import { useQuery } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import { useHere } from "../sites/site-context";
import { Age } from "../time/age";
import styles from "./site-loads.module.css";

/** Several sites side by side: which is worst, since when, and where nobody is on it. Nothing for those with one. */
export function SiteLoads() {
  const { t, text } = useWords();
  const { site, sites, chooseSite } = useHere();
  const { data: overview } = useQuery({
    queryKey: keys.overview("*"),
    enabled: sites.length > 1,
    queryFn: () => data(api.GET("/api/v1/overview")),
    refetchInterval: 30_000,
  });
  if (sites.length < 2 || overview === undefined) return null;
  return (
    <ul className={styles.sites} data-testid="site-loads">
      {overview.by_site.map((load) => {
        const more = (["late", "unaccepted", "unanswered", "empty_posts"] as const).filter((name) => load[name] > 0);
        return (
          <li key={load.site}>
            <button
              type="button"
              className={styles.site}
              aria-pressed={load.site === site.id}
              onClick={() => chooseSite(load.site)}
              data-testid="site-load"
              data-site={load.site}
              data-worst={load.worst ?? "none"}
            >
              <strong>{text(load.name)}</strong>
              {load.worst === null ? (
                <span className="quiet">{t("overview.normal")}</span>
              ) : (
                <span className={styles.line}>
                  <SeverityMark severity={load.worst} blinks={load.unacknowledged > 0} />
                  <b className="number">{load.active}</b>
                  {load.since !== null && (
                    <span className="quiet">
                      <Age at={load.since} />
                    </span>
                  )}
                </span>
              )}
              <span className="quiet">{more.map((name) => t(`overview.site.${name}`, { n: load[name] })).join(" · ")}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
