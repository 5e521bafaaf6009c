import { Tabs } from "antd";

import { Page } from "../layout/page";
import { useWords } from "../messages/language-context";
import { GapNotice } from "../rota/gap-notice";
import { useMay } from "../sites/site-context";
import { DutyList } from "./duty-list";
import { PolicyForm } from "./policy-form";
import { SignOnButton } from "./sign-on-button";
import { SkillsList } from "./skills-list";

/** Who is on duty, who can do what, and what dispatches itself. */
export default function DutyPage() {
  const { t } = useWords();
  const mayDispatch = useMay("dispatch");
  const mayArrange = useMay("arrange_duty");
  const tabs = [
    { key: "duty", label: t("dispatch.duty.list"), children: <DutyList /> },
    ...(mayDispatch || mayArrange ? [{ key: "skills", label: t("dispatch.duty.skills"), children: <SkillsList /> }] : []),
    ...(mayDispatch ? [{ key: "policy", label: t("dispatch.duty.policy"), children: <PolicyForm editable={mayArrange} /> }] : []),
  ];
  return (
    <Page title={t("dispatch.duty.title")} actions={<SignOnButton />}>
      <GapNotice />
      <Tabs items={tabs} destroyOnHidden data-testid="duty-tabs" />
    </Page>
  );
}
