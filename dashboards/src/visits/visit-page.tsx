import { Skeleton } from "antd";
import { Link, useParams } from "react-router";

import { Icon } from "../icons/icon";
import { Failure } from "../layout/failure";
import { useWords } from "../messages/language-context";
import { useVisit } from "./use-visits";
import { VisitView } from "./visit-view";

export default function VisitPage() {
  const { t } = useWords();
  const { id = "" } = useParams();
  const { data: visit, error, refetch } = useVisit(id);
  return (
    <>
      <Link to="/visits" style={{ display: "inline-flex", alignItems: "center", minHeight: 44 }}>
        <Icon name="back" /> {t("visits.title")}
      </Link>
      {visit !== undefined ? (
        <VisitView key={visit.id} visit={visit} />
      ) : error !== null ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Skeleton active paragraph={{ rows: 8 }} />
      )}
    </>
  );
}
