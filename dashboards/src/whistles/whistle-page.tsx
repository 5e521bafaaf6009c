import { Skeleton } from "antd";
import { Link, useParams } from "react-router";

import { Icon } from "../icons/icon";
import { Failure } from "../layout/failure";
import { useWords } from "../messages/language-context";
import { useWhistle } from "./use-whistles";
import { WhistleView } from "./whistle-view";

export default function WhistlePage() {
  const { t } = useWords();
  const { id = "" } = useParams();
  const { data: whistle, error, refetch } = useWhistle(id);
  return (
    <>
      <Link to="/whistles" style={{ display: "inline-flex", alignItems: "center", minHeight: 44 }}>
        <Icon name="back" /> {t("whistles.title")}
      </Link>
      {whistle !== undefined ? (
        <WhistleView key={whistle.id} whistle={whistle} />
      ) : error !== null ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Skeleton active paragraph={{ rows: 8 }} />
      )}
    </>
  );
}
