import { Alert } from "antd";
import { Link } from "react-router";

import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { useCallCounts } from "./use-call-outs";

/** That somebody has been called in vain; nothing otherwise. */
export function UnansweredNotice() {
  const { t } = useWords();
  const { site } = useHere();
  const { data } = useCallCounts(site.id);
  if (data === undefined || data.unanswered === 0) return null;
  return (
    <Alert
      type="error"
      showIcon
      title={<Link to="/call-outs?view=unanswered">{t("callOuts.unanswered", { n: data.unanswered })}</Link>}
      data-testid="unanswered"
    />
  );
}
