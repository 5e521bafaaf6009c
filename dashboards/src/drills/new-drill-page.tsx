import { Skeleton } from "antd";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";

import { Icon } from "../icons/icon";
import { Failure } from "../layout/failure";
import { Page } from "../layout/page";
import { useWords } from "../messages/language-context";
import { DrillForm } from "./drill-form";
import { usePlanDrill, useChangeDrill, useDrill } from "./use-drills";

/** Plan a drill, or plan one otherwise. */
export default function NewDrillPage() {
  const { t } = useWords();
  const { id } = useParams();
  return (
    <>
      <Link to={id === undefined ? "/drills" : `/drills/${id}`} style={{ display: "inline-flex", alignItems: "center", minHeight: 44 }}>
        <Icon name="back" /> {t("drills.title")}
      </Link>
      <Page title={t(id === undefined ? "drills.plan" : "drills.change")}>{id === undefined ? <Fresh /> : <Other id={id} />}</Page>
    </>
  );
}

function Fresh() {
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const plan = usePlanDrill();
  return (
    <DrillForm
      drill={null}
      plan={params.get("plan")}
      busy={plan.isPending}
      send={(body) => plan.mutate(body, { onSuccess: ({ id }) => void navigate(`/drills/${id}`) })}
    />
  );
}

function Other({ id }: { readonly id: string }) {
  const navigate = useNavigate();
  const { data: drill, error, refetch } = useDrill(id);
  const change = useChangeDrill();
  if (drill === undefined) return error === null ? <Skeleton active paragraph={{ rows: 8 }} /> : <Failure error={error} retry={() => void refetch()} />;
  return (
    <DrillForm
      key={drill.id}
      drill={drill}
      plan={drill.plan_key}
      busy={change.isPending}
      send={(body) => change.mutate({ drill, body }, { onSuccess: () => void navigate(`/drills/${id}`) })}
    />
  );
}
