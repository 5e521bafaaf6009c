import { Alert } from "antd";
import { useLocation } from "react-router";

import type { PlanRun } from "../../api/schema";
import { LinkButton } from "../../layout/link-button";
import { useWords } from "../../messages/language-context";

/** A plan is under way at this site: it stands on every page but its own, until it is over. */
export function RunBanner({ runs }: { readonly runs: readonly PlanRun[] }) {
  const { t, text } = useWords();
  const { pathname } = useLocation();
  const shown = runs.filter(({ id }) => pathname !== `/emergency/runs/${id}`);
  const first = shown.find(({ state }) => state === "running") ?? shown[0];
  if (first === undefined) return null;
  const where = [first.place, first.asset_name].flatMap((name) => (name === null ? [] : [text(name)])).join(" · ");
  const running = first.state === "running";
  return (
    <Alert
      banner
      type={running ? "error" : "warning"}
      data-testid="run-banner"
      title={
        <>
          <strong>{t(running ? "planRuns.banner" : "planRuns.bannerProposed")}</strong> {text(first.title)}
          {where !== "" && ` · ${where}`}
          {shown.length > 1 && t("planRuns.andMore", { n: shown.length - 1 })}
        </>
      }
      action={
        <LinkButton to={shown.length > 1 ? "/emergency" : `/emergency/runs/${first.id}`} testId="open-run">
          {t("planRuns.open")}
        </LinkButton>
      }
    />
  );
}
