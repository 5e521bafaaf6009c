import { Segmented } from "antd";
import { useLocation, useNavigate } from "react-router";

import { useWords } from "../messages/language-context";
import { useMay } from "../sites/site-context";

/** Who is told, who may ask, and what is brought over. */
export function OutsideTabs() {
  const { t } = useWords();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const mayImport = useMay("administer");
  return (
    <div>
      <Segmented
        value={pathname}
        onChange={(path) => void navigate(path)}
        options={[
          { value: "/outside", label: t("outside.webhooks") },
          { value: "/outside/clients", label: t("outside.clients") },
          ...(mayImport ? [{ value: "/outside/import", label: t("outside.import") }] : []),
        ]}
        data-testid="outside-tabs"
      />
    </div>
  );
}
