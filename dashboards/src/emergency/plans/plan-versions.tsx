import { Link } from "react-router";

import type { PlanDetail } from "../../api/schema";
import { PagedList } from "../../layout/paged-list";
import { useWords } from "../../messages/language-context";
import { Moment } from "../../time/moment";
import styles from "./em-plans.module.css";
import { usePlanVersions } from "./use-plans";

/** The site's own versions of a plan, the newest first. */
export function PlanVersions({ site, plan }: { readonly site: string; readonly plan: PlanDetail }) {
  const { t, word } = useWords();
  const query = usePlanVersions(site, plan.key);
  return (
    <section className={styles.part} aria-label={t("emPlans.versions")}>
      <h2>{t("emPlans.versions")}</h2>
      <PagedList query={query} none={t("emPlans.versionsNone")} testId="plan-versions">
        {(versions) => (
          <ul>
            {versions.map((version) => (
              <li key={version.id} data-testid="plan-version" data-number={version.number} data-state={version.state}>
                <Link to={`/emergency/plans/versions/${version.id}`}>{t("emPlans.version", { n: version.number })}</Link> {word("emPlans.state", version.state)}
                <div className="quiet">
                  {version.written_by_name} <Moment at={version.written_at} />
                  {version.note !== "" && ` · ${version.note}`}
                </div>
              </li>
            ))}
          </ul>
        )}
      </PagedList>
    </section>
  );
}
