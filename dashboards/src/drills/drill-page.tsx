import { Skeleton } from "antd";
import { Link, useParams } from "react-router";

import { Icon } from "../icons/icon";
import { Failure } from "../layout/failure";
import { useWords } from "../messages/language-context";
import { DrillView } from "./drill-view";
import { useDrill } from "./use-drills";

export default function DrillPage() {
  const { t } = useWords();
  const { id = "" } = useParams();
  const { data: drill, error, refetch } = useDrill(id);
  return (
    <>
      <Link to="/drills" style={{ display: "inline-flex", alignItems: "center", minHeight: 44 }}>
        <Icon name="back" /> {t("drills.title")}
      </Link>
      {drill !== undefined ? (
        <DrillView key={drill.id} drill={drill} />
      ) : error !== null ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Skeleton active paragraph={{ rows: 8 }} />
      )}
    </>
  );
}
