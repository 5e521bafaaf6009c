import { Segmented } from "antd";
import { useLocation, useNavigate } from "react-router";

import type { MessageKey } from "../messages/translate";
import { useWords } from "../messages/language-context";

/** The pages of emergencies, in the order in which they are wanted. Another page adds its line here. */
const PAGES: readonly { readonly path: string; readonly label: MessageKey }[] = [
  { path: "/emergency", label: "planRuns.tab" },
  { path: "/emergency/plans", label: "emPlans.tab" },
  { path: "/emergency/numbers", label: "emPlans.numbers" },
  { path: "/emergency/reviews", label: "planReviews.tab" },
  { path: "/drills", label: "drills.title" },
  { path: "/emergency/weather", label: "weather.title" },
  { path: "/emergency/supplies", label: "supplies.title" },
];

/** What is under way, and what is kept ready for it. */
export function EmergencyTabs() {
  const { t } = useWords();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  return (
    <nav aria-label={t("planRuns.tabs")} style={{ overflowX: "auto" }}>
      <Segmented
        value={PAGES.find(({ path }) => path === pathname)?.path}
        onChange={(path) => void navigate(path)}
        options={PAGES.map(({ path, label }) => ({ value: path, label: t(label) }))}
        data-testid="emergency-tabs"
      />
    </nav>
  );
}
