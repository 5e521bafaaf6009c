import { Segmented } from "antd";
import { useLocation, useNavigate } from "react-router";

import { useWords } from "../messages/language-context";

/** Permits, and what is out of service: two lists of what is being worked on. */
export function PermitTabs() {
  const { t } = useWords();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  return (
    <div>
      <Segmented
        value={pathname}
        onChange={(path) => void navigate(path)}
        options={[
          { value: "/permits", label: t("permits.tab") },
          { value: "/out-of-service", label: t("outOfService.title") },
        ]}
        data-testid="permit-tabs"
      />
    </div>
  );
}
