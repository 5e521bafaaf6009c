import { Button, Drawer, Skeleton } from "antd";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";

import { Failure } from "../layout/failure";
import { useNarrow } from "../layout/use-media";
import { Icon } from "../icons/icon";
import { useWords } from "../messages/language-context";
import { AlarmView } from "./alarm-view";
import { useAlarm } from "./use-alarm";

/** One alarm: beside the list on a wide screen, a page of its own on a phone. */
export default function AlarmPanel() {
  const { t } = useWords();
  const { id = "" } = useParams();
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const narrow = useNarrow();
  const { data: alarm, error, refetch } = useAlarm(id);
  const list = { pathname: "/alarms", search: params.toString() };

  const content =
    alarm !== undefined ? (
      <AlarmView key={alarm.id} alarm={alarm} />
    ) : error !== null ? (
      <Failure error={error} retry={() => void refetch()} />
    ) : (
      <Skeleton active paragraph={{ rows: 10 }} />
    );

  if (narrow) {
    return (
      <>
        <Link to={list} style={{ display: "inline-flex", alignItems: "center", minHeight: 44 }}>
          <Icon name="back" /> {t("alarms.title")}
        </Link>
        {content}
      </>
    );
  }
  return (
    <Drawer
      open
      size={720}
      mask={false}
      closeIcon={false}
      onClose={() => void navigate(list)}
      title={t("alarms.one")}
      extra={<Button type="text" aria-label={t("page.close")} icon={<Icon name="close" />} onClick={() => void navigate(list)} />}
    >
      {content}
    </Drawer>
  );
}
