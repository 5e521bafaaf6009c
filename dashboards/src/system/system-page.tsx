import { useQuery } from "@tanstack/react-query";
import { Card, Skeleton } from "antd";

import { keys } from "../api/keys";
import { problemOf } from "../api/problem";
import type { Part, Ready } from "../api/schema";
import assetStyles from "../assets/asset-page.module.css";
import { IngestCard } from "../ingest/ingest-card";
import { useIngest } from "../ingest/use-ingest";
import { Failure } from "../layout/failure";
import { Page } from "../layout/page";
import { useWords } from "../messages/language-context";
import { IngestStates } from "../overview/ingest-states";
import { useOverview } from "../overview/use-overview";

const TITLES = { ready: "system.ready", degraded: "system.degraded", unready: "system.notReady" } as const;
const COLOURS = { ready: "quiet", degraded: "severity-medium", unready: "late" } as const;
/** These belong to no site, or are not told by its ingest; the others stand in the site's own card. */
const WITHOUT_CARD = new Set(["records", "telemetry", "worker", "ingest", "out"]);

/** Which part of Steward itself is ready; `503` is an answer here, not a failure. */
async function ready(): Promise<Ready> {
  const answer = await fetch("/readyz", { cache: "no-store" });
  const told: unknown = await answer.json().catch(() => null);
  if (typeof told !== "object" || told === null || !("parts" in told)) throw problemOf(answer.status, told);
  return told as Ready;
}

/** How Steward itself is: its parts, and the way of the readings at every site. */
export default function SystemPage() {
  const { t } = useWords();
  const { data, error, refetch } = useQuery({ queryKey: keys.ready, queryFn: ready, refetchInterval: 10_000 });
  const { data: overview } = useOverview();
  const { data: ingest } = useIngest();
  return (
    <Page title={t("system.title")}>
      {data === undefined ? (
        error === null ? (
          <Skeleton active />
        ) : (
          <Failure error={error} retry={() => void refetch()} />
        )
      ) : (
        <Card size="small" title={t(TITLES[data.state])}>
          <ul className={assetStyles.rows}>
            {data.parts
              .filter(({ name }) => WITHOUT_CARD.has(name.split(":")[0] ?? ""))
              .map((part) => (
                <PartRow key={part.name} part={part} />
              ))}
          </ul>
        </Card>
      )}
      {ingest?.items.map((health) => (
        <IngestCard key={health.site} health={health} />
      ))}
      {overview !== undefined && (
        <Card size="small" title={t("overview.data")}>
          <IngestStates states={overview.ingest} withWarnings />
        </Card>
      )}
    </Page>
  );
}

function PartRow({ part }: { readonly part: Part }) {
  const { word } = useWords();
  const [kind = "", ...about] = part.name.split(":");
  return (
    <li data-testid="part" data-part={part.name} data-state={part.state}>
      <span className={assetStyles.grow}>
        {word("system.part", kind)}
        {about.length > 0 && <span className="quiet"> · {about.join(":")}</span>}
      </span>
      {part.state !== "ready" && <span className="quiet">{part.detail}</span>}
      <span className={COLOURS[part.state]}>{word("system.state", part.state)}</span>
    </li>
  );
}
