import { Button } from "antd";
import { useState } from "react";

import type { PlanVersionDetail } from "../../api/schema";
import { LinkButton } from "../../layout/link-button";
import { useWords } from "../../messages/language-context";
import { type Decision, DecisionDialog } from "./decision-dialog";
import { usePlanWrite } from "./use-plans";

/** What this person may do with a version now. */
export function VersionDecisions({ version }: { readonly version: PlanVersionDetail }) {
  const { t } = useWords();
  const write = usePlanWrite();
  const [asking, ask] = useState<Decision | null>(null);
  const button = (step: Decision, shown: boolean, primary = false) =>
    shown && (
      <Button type={primary ? "primary" : "default"} onClick={() => ask(step)} data-testid={`version-${step}`}>
        {t(`emPlans.${step}`)}
      </Button>
    );
  return (
    <>
      {version.may_write && (
        <>
          <LinkButton to={`/emergency/plans/versions/${version.id}/edit`} testId="version-edit">
            {t("emPlans.goOnWriting")}
          </LinkButton>
          <Button
            type="primary"
            disabled={version.problems.length > 0}
            loading={write.isPending}
            onClick={() => write.mutate({ step: "submit", version, words: "" })}
            data-testid="version-submit"
          >
            {t("emPlans.submit")}
          </Button>
        </>
      )}
      {button("withdraw", version.may_withdraw)}
      {button("send-back", version.state === "submitted" && version.may_approve)}
      {button("approve", version.may_approve, true)}
      {asking !== null && <DecisionDialog version={version} step={asking} close={() => ask(null)} />}
    </>
  );
}
