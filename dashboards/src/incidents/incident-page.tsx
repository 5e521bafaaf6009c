import { Skeleton } from "antd";
import { Link, useParams } from "react-router";

import { Icon } from "../icons/icon";
import { Failure } from "../layout/failure";
import { useWords } from "../messages/language-context";
import { IncidentView } from "./incident-view";
import { useIncident } from "./use-incident";

export default function IncidentPage() {
  const { t } = useWords();
  const { id = "" } = useParams();
  const { data: incident, error, refetch } = useIncident(id);
  return (
    <>
      <Link to="/incidents" style={{ display: "inline-flex", alignItems: "center", minHeight: 44 }}>
        <Icon name="back" /> {t("incidents.title")}
      </Link>
      {incident !== undefined ? (
        <IncidentView key={incident.id} incident={incident} />
      ) : error !== null ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Skeleton active paragraph={{ rows: 10 }} />
      )}
    </>
  );
}
