import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";

import { api, data } from "../../api/client";
import type { PlanRunDetail } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import { Entry } from "./run-log";
import styles from "./runs.module.css";

/** So many lines come with the run itself. */
const FIRST_LINES = 500;

/** The lines of a very long log that do not come with the run, when somebody asks for them. */
export function LogRest({ run }: { readonly run: PlanRunDetail }) {
  const { t } = useWords();
  const [wanted, setWanted] = useState(false);
  const long = run.log.length >= FIRST_LINES;
  const rest = useInfiniteQuery({
    queryKey: ["plan-run", run.id, "log"],
    enabled: wanted && long,
    initialPageParam: String(FIRST_LINES),
    queryFn: ({ pageParam }) => data(api.GET("/api/v1/plan-runs/{run_id}/log", { params: { path: { run_id: run.id }, query: { cursor: pageParam, limit: 200 } } })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  if (!long) return null;
  const lines = rest.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <ol className={styles.log} start={FIRST_LINES + 1}>
        {lines.map((entry, index) => (
          <Entry key={`${entry.at}${index}`} run={run} entry={entry} />
        ))}
      </ol>
      {(!wanted || rest.hasNextPage) && (
        <Button loading={rest.isFetching} onClick={() => (wanted ? void rest.fetchNextPage() : setWanted(true))} data-testid="log-more">
          {t("planRuns.laterLines")}
        </Button>
      )}
    </>
  );
}
