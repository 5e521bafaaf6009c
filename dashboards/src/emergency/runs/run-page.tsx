import { Skeleton } from "antd";
import { Link, useParams } from "react-router";

import { Icon } from "../../icons/icon";
import { Failure } from "../../layout/failure";
import { useWords } from "../../messages/language-context";
import { RunView } from "./run-view";
import { useRun } from "./use-runs";

export default function RunPage() {
  const { t } = useWords();
  const { id = "" } = useParams();
  const { data: run, error, refetch } = useRun(id);
  return (
    <>
      <Link to="/emergency" style={{ display: "inline-flex", alignItems: "center", minHeight: 44 }}>
        <Icon name="back" /> {t("planRuns.title")}
      </Link>
      {run !== undefined ? (
        <RunView key={run.id} run={run} />
      ) : error !== null ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Skeleton active paragraph={{ rows: 10 }} />
      )}
    </>
  );
}
