import { Alert, Skeleton } from "antd";
import { Link, useParams } from "react-router";

import { Icon } from "../../icons/icon";
import { Failure } from "../../layout/failure";
import { Page } from "../../layout/page";
import { useNarrow } from "../../layout/use-media";
import { useFromTop } from "../../layout/use-from-top";
import { useWords } from "../../messages/language-context";
import { Moment } from "../../time/moment";
import { CardsButton } from "./cards-button";
import styles from "./em-plans.module.css";
import { PlanFacts } from "./plan-facts";
import { PlanReading } from "./plan-reading";
import { usePlaceWords } from "./plan-words";
import { usePlanForm, usePlanVersion } from "./use-plans";
import { VersionChanges } from "./version-changes";
import { VersionDecisions } from "./version-decisions";

/** One version: what it changes, what is wrong with it, and what is decided about it. */
export default function PlanVersionPage() {
  const { t, text, word } = useWords();
  const placeWords = usePlaceWords();
  const { id = "" } = useParams();
  useFromTop(id);
  const narrow = useNarrow();
  const { data: version, error, refetch } = usePlanVersion(id);
  const { data: form } = usePlanForm(version?.site ?? "");
  if (version === undefined) return error === null ? <Skeleton active paragraph={{ rows: 12 }} /> : <Failure error={error} retry={() => void refetch()} />;
  const contacts = form?.contacts ?? [];
  const actions = (
    <>
      <CardsButton site={version.site} plan={version.plan} number={version.number} />
      <VersionDecisions version={version} />
    </>
  );
  return (
    <>
      <Link to={`/emergency/plans/${version.key}`} style={{ display: "inline-flex", alignItems: "center", minHeight: 44 }}>
        <Icon name="back" /> {text(version.title)}
      </Link>
      <Page
        title={`${text(version.title)} · ${t("emPlans.version", { n: version.number })}`}
        actions={narrow ? undefined : actions}
      >
        <span className={`quiet ${styles.marks}`} data-testid="version-state" data-state={version.state}>
          <strong>{word("emPlans.state", version.state)}</strong>
          <span>
            {t("emPlans.writtenBy", { name: version.written_by_name })} <Moment at={version.written_at} />
          </span>
          {version.note !== "" && <span>{version.note}</span>}
          {version.decided_by_name !== null && (
            <span>
              {t("emPlans.decidedBy", { name: version.decided_by_name })} {version.decided_at !== null && <Moment at={version.decided_at} />} {version.decision}
            </span>
          )}
        </span>
        {narrow && <div className={styles.bar}>{actions}</div>}
        {version.state === "submitted" && version.wrote && <Alert type="info" showIcon title={t("emPlans.fourEyes")} data-testid="four-eyes" />}
        {version.problems.length > 0 && (
          <Alert
            type="error"
            showIcon
            title={t("emPlans.problems", { n: version.problems.length })}
            description={version.problems.map(({ place, text: said }) => (
              <div key={place + said.en}>
                {placeWords(version.plan, place)}: {text(said)}
              </div>
            ))}
            data-testid="version-problems"
          />
        )}
        {version.gaps.length > 0 && (
          <Alert
            type="warning"
            showIcon
            title={t("emPlans.gaps", { n: version.gaps.length })}
            description={version.gaps.map((gap) => (
              <div key={gap.en}>{text(gap)}</div>
            ))}
            action={<Link to="/emergency/numbers">{t("emPlans.numbers")}</Link>}
            data-testid="version-gaps"
          />
        )}
        <VersionChanges version={version} />
        <div className={styles.columns}>
          <div className={styles.column}>
            <PlanReading plan={version.plan} form={form} contacts={contacts} site={version.site} />
          </div>
          <div className={styles.column}>
            <PlanFacts plan={version.plan} form={form} />
          </div>
        </div>
      </Page>
    </>
  );
}
