import { Skeleton } from "antd";
import { Link, useParams } from "react-router";

import { Icon } from "../icons/icon";
import { Failure } from "../layout/failure";
import { useWords } from "../messages/language-context";
import { NoticeView } from "./notice-view";
import { useNotice } from "./use-notices";

export default function NoticePage() {
  const { t } = useWords();
  const { id = "" } = useParams();
  const { data: notice, error, refetch } = useNotice(id);
  return (
    <>
      <Link to="/notices" style={{ display: "inline-flex", alignItems: "center", minHeight: 44 }}>
        <Icon name="back" /> {t("notices.title")}
      </Link>
      {notice !== undefined ? (
        <NoticeView key={notice.id} notice={notice} />
      ) : error !== null ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Skeleton active paragraph={{ rows: 10 }} />
      )}
    </>
  );
}
