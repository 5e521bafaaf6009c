import { Skeleton } from "antd";
import { useState } from "react";
import { Link, Navigate, useParams } from "react-router";

import { Icon } from "../../../icons/icon";
import { Failure } from "../../../layout/failure";
import { Page } from "../../../layout/page";
import { useFromTop } from "../../../layout/use-from-top";
import { useWords } from "../../../messages/language-context";
import { usePlanForm, usePlanVersion } from "../use-plans";
import { PlanEditor } from "./plan-editor";

/** Write a draft of a plan. */
export default function PlanEditorPage() {
  const { t, text } = useWords();
  const { id = "" } = useParams();
  const [begun, begin] = useState<string | null>(null);
  useFromTop(id);
  const version = usePlanVersion(id);
  const form = usePlanForm(version.data?.site ?? "");
  const failed = [version, form].find(({ data, error }) => data === undefined && error !== null);
  const found = version.data;
  // Whoever has begun goes on seeing what they wrote, also when somebody else has submitted the draft meanwhile.
  if (found?.may_write === true && begun !== id) begin(id);
  if (found === undefined || form.data === undefined)
    return failed === undefined || found === undefined ? (
      version.error === null ? (
        <Skeleton active paragraph={{ rows: 12 }} />
      ) : (
        <Failure error={version.error} retry={() => void version.refetch()} />
      )
    ) : (
      <Failure error={failed.error} retry={() => void failed.refetch()} />
    );
  if (begun !== id && !found.may_write) return <Navigate to={`/emergency/plans/versions/${id}`} replace />;
  return (
    <>
      <Link to={`/emergency/plans/versions/${id}`} style={{ display: "inline-flex", alignItems: "center", minHeight: 44 }}>
        <Icon name="back" /> {text(found.title)}
      </Link>
      <Page title={t("emPlans.editTitle", { title: text(found.title), n: found.number })}>
        <PlanEditor key={id} version={found} form={form.data} fetchAgain={async () => (await version.refetch()).data} />
      </Page>
    </>
  );
}
