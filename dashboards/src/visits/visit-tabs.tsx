import { Segmented } from "antd";
import { useLocation, useNavigate } from "react-router";

import { useWords } from "../messages/language-context";

/** Who is here, who was, and what has to be serviced. */
export function VisitTabs() {
  const { t } = useWords();
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  return (
    <div>
      <Segmented
        value={pathname + search}
        onChange={(path) => void navigate(path)}
        options={[
          { value: "/visits", label: t("visits.now") },
          { value: "/visits?all", label: t("visits.all") },
          { value: "/service-due", label: t("visits.service") },
        ]}
        data-testid="visit-tabs"
      />
    </div>
  );
}
