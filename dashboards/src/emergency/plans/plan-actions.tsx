import { Button, Dropdown } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";

import type { PlanDetail } from "../../api/schema";
import { Icon } from "../../icons/icon";
import { LinkButton } from "../../layout/link-button";
import { download } from "../../layout/download";
import { useProblemNotice } from "../../layout/use-problem-notice";
import { useWords } from "../../messages/language-context";
import { StartDialog } from "../runs/start-dialog";
import { CardsButton } from "./cards-button";
import { usePlanWrite } from "./use-plans";

/** What can be done with a plan: start it, print it, take it along as a file, write another version. */
export function PlanActions({ plan }: { readonly plan: PlanDetail }) {
  const { t } = useWords();
  const tell = useProblemNotice();
  const navigate = useNavigate();
  const write = usePlanWrite();
  const [starting, setStarting] = useState(false);
  const { site, key, waiting } = plan;

  const save = (format: "yaml" | "json") =>
    void download(`/api/v1/plans/${encodeURIComponent(key)}/document?site=${encodeURIComponent(site)}&number=${plan.number}&format=${format}`, `${key}-${plan.number}.${format}`).catch(tell);
  const draft = (from: number | null) =>
    write.mutate({ step: "draft", site, key, from }, { onSuccess: ({ id }) => void navigate(`/emergency/plans/versions/${id}/edit`) });

  return (
    <>
      <CardsButton site={site} plan={plan.plan} number={plan.number} />
      <Dropdown
        trigger={["click"]}
        menu={{
          items: (["yaml", "json"] as const).map((format) => ({ key: format, label: format.toUpperCase() })),
          onClick: ({ key: format }) => save(format as "yaml" | "json"),
        }}
      >
        <Button icon={<Icon name="export" />} data-testid="plan-document">
          {t("emPlans.file")}
        </Button>
      </Dropdown>
      {plan.may_write && waiting?.state === "draft" && (
        <LinkButton to={`/emergency/plans/versions/${waiting.id}/edit`} testId="plan-edit">
          {t("emPlans.goOnWriting")}
        </LinkButton>
      )}
      {plan.may_write && waiting === null && plan.in_force !== null && (
        <Button loading={write.isPending} onClick={() => draft(null)} data-testid="plan-edit">
          {t("emPlans.write")}
        </Button>
      )}
      {plan.may_write && waiting === null && plan.library && plan.in_force !== 0 && (
        <Button loading={write.isPending} onClick={() => draft(0)} data-testid="plan-from-library">
          {t("emPlans.writeFromLibrary")}
        </Button>
      )}
      {plan.may_start && (
        <Button type="primary" danger onClick={() => setStarting(true)} data-testid="plan-start">
          {t("emPlans.start")}
        </Button>
      )}
      {starting && <StartDialog plan={key} close={() => setStarting(false)} />}
    </>
  );
}
