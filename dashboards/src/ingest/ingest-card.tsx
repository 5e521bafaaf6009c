import { Card } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";

import type { IngestHealth, Latency } from "../api/schema";
import { useWords } from "../messages/language-context";
import { useHere, useMay } from "../sites/site-context";
import { lasting } from "../time/ago";
import { behind, journalFill, megabytes, milliseconds, partState } from "./behind";
import styles from "./ingest-card.module.css";
import { useBehindWords } from "./use-behind-words";

/** One site's ingest, stage by stage, in the order in which a reading passes them. */
export function IngestCard({ health }: { readonly health: IngestHealth }) {
  const { t, text, word } = useWords();
  const { sites } = useHere();
  const mayLook = useMay("view_quarantine");
  const { sentence } = useBehindWords();
  const site = sites.find(({ id }) => id === health.site);
  const troubles = behind(health);
  const trouble = (part: string) => troubles.find((one) => one.part === part);
  const length = (seconds: number) => {
    const phrase = lasting(seconds * 1_000);
    return t(phrase.key, phrase.values);
  };
  const latency = ({ median_s, p99_s }: Latency) =>
    median_s === null || p99_s === null ? t("ingest.notYet") : t("ingest.latency", { median: milliseconds(median_s), p99: milliseconds(p99_s) });

  const stage = (part: string, fine: string, more?: ReactNode) => {
    const found = trouble(part);
    const state = partState(health, part);
    return (
      <li key={part} data-testid="stage" data-part={part} data-state={state}>
        <span className={styles.name}>{word("system.part", part)}</span>
        <span className={styles.what}>
          <span className={found === undefined ? "" : found.urgent ? "late" : "severity-medium"}>{found === undefined ? fine : sentence(found)}</span>
          {more}
        </span>
      </li>
    );
  };
  const fill = journalFill(health);
  return (
    <Card
      size="small"
      title={`${t("ingest.title")} · ${site === undefined ? health.site : text(site.name)}`}
      extra={<span className={health.state === "ready" ? "quiet" : health.state === "unready" ? "late" : "severity-medium"}>{word("system.state", health.state)}</span>}
      data-testid="ingest-card"
      data-site={health.site}
    >
      {!health.connected ? (
        <p className="late">{t("behind.ingest")}</p>
      ) : (
        <ul className={styles.stages}>
          {stage(
            "broker",
            t("ingest.isConnected"),
            <span className="quiet number">{t("ingest.received", { n: health.received, reconnects: health.broker_reconnects })}</span>,
          )}
          {trouble("queue") !== undefined && stage("queue", "", <span className="quiet">{detail(health, "queue")}</span>)}
          {stage(
            "journal",
            t("ingest.journal", { used: megabytes(health.journal_bytes), limit: megabytes(health.journal_limit_bytes) }),
            <meter className={styles.fill} min={0} max={1} high={0.8} value={fill} aria-label={t("ingest.fill", { n: Math.round(fill * 100) })} />,
          )}
          {stage(
            "disk",
            latency(health.fsync),
            <span className="quiet number" data-testid="fsync">
              {trouble("disk") !== undefined && `${latency(health.fsync)} · `}
              {health.disk_probe_median_s > 0 && t("ingest.probed", { median: milliseconds(health.disk_probe_median_s) })}
            </span>,
          )}
          {stage(
            "backlog",
            partState(health, "backlog") === "ready" ? t("ingest.noLag") : t("ingest.working"),
            health.waiting + health.unacknowledged > 0 && (
              <span className="quiet number">{t("ingest.waiting", { n: Math.max(health.waiting, health.unacknowledged) })}</span>
            ),
          )}
          {stage("commits", latency(health.commit))}
          {stage("storing", t("ingest.noLag"), <span className="quiet number">{latency(health.store_write)}</span>)}
          <li>
            <span className={styles.name}>{mayLook ? <Link to="/quarantine">{t("quarantine.title")}</Link> : t("quarantine.title")}</span>
            <span className={`${styles.what} number`}>{t("ingest.quarantined", { n: health.quarantined })}</span>
          </li>
          <li>
            <span className={styles.name}>{t("ingest.process")}</span>
            <span className={`${styles.what} quiet number`}>
              {t("ingest.memory", { memory: megabytes(health.resident_bytes), restart: length(health.restart_s), n: health.restart_replayed })}
            </span>
          </li>
        </ul>
      )}
    </Card>
  );
}

/** What ingest itself says of a part, in its own words. */
function detail(health: IngestHealth, part: string): string {
  return health.parts.find(({ name }) => name === `${part}:${health.site}`)?.detail ?? "";
}
