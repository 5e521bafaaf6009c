import { Skeleton } from "antd";
import { Link, useParams } from "react-router";

import { Icon } from "../icons/icon";
import { Failure } from "../layout/failure";
import { useWords } from "../messages/language-context";
import { PermitView } from "./permit-view";
import { usePermit } from "./use-permit";

export default function PermitPage() {
  const { t } = useWords();
  const { id = "" } = useParams();
  const { data: permit, error, refetch } = usePermit(id);
  return (
    <>
      <Link to="/permits" style={{ display: "inline-flex", alignItems: "center", minHeight: 44 }}>
        <Icon name="back" /> {t("permits.tab")}
      </Link>
      {permit !== undefined ? (
        <PermitView key={permit.id} permit={permit} />
      ) : error !== null ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Skeleton active paragraph={{ rows: 10 }} />
      )}
    </>
  );
}
