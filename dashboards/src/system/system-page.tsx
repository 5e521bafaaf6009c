import { useQuery } from "@tanstack/react-query";
import { Card, Skeleton } from "antd";

import { keys } from "../api/keys";
import { problemOf } from "../api/problem";
import type { Ready } from "../api/schema";
import assetStyles from "../assets/asset-page.module.css";
import { Failure } from "../layout/failure";
import { Page } from "../layout/page";
import { useOverview } from "../overview/use-overview";
import { IngestStates } from "../overview/ingest-states";
import { useWords } from "../messages/language-context";

/** Which part of Steward itself is ready; `503` is an answer here, not a failure. */
async function ready(): Promise<Ready> {
  const answer = await fetch("/readyz", { cache: "no-store" });
  const told: unknown = await answer.json().catch(() => null);
  if (typeof told !== "object" || told === null || !("parts" in told)) throw problemOf(answer.status, told);
  return told as Ready;
}

export default function SystemPage() {
  const { t, word } = useWords();
  const { data, error, refetch } = useQuery({ queryKey: keys.ready, queryFn: ready, refetchInterval: 10_000 });
  const { data: overview } = useOverview();
  return (
    <Page title={t("system.title")}>
      {data === undefined ? (
        error === null ? (
          <Skeleton active />
        ) : (
          <Failure error={error} retry={() => void refetch()} />
        )
      ) : (
        <Card size="small" title={data.ready ? t("system.ready") : t("system.notReady")}>
          <ul className={assetStyles.rows}>
            {data.parts.map((part) => {
              const [kind = "", ...about] = part.name.split(":");
              return (
                <li key={part.name} data-testid="part" data-part={part.name} data-ready={part.ready}>
                  <span className={assetStyles.grow}>
                    {word("system.part", kind)}
                    {about.length > 0 && <span className="quiet"> · {about.join(":")}</span>}
                  </span>
                  <span className="quiet">{part.detail}</span>
                  <span className={part.ready ? "quiet" : "severity-high"}>{part.ready ? t("system.partReady") : t("system.partNotReady")}</span>
                </li>
              );
            })}
          </ul>
        </Card>
      )}
      {overview !== undefined && (
        <Card size="small" title={t("overview.data")}>
          <IngestStates states={overview.ingest} withWarnings />
        </Card>
      )}
    </Page>
  );
}
