import type { PlanVersionDetail } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import styles from "./em-plans.module.css";

/** What a version changes of the one in force, part by part. */
export function VersionChanges({ version }: { readonly version: PlanVersionDetail }) {
  const { t, text, word } = useWords();
  if (version.compared_to === null) return null;
  const earlier = version.compared_to === 0 ? t("emPlans.library") : t("emPlans.version", { n: version.compared_to });
  return (
    <section className={styles.part} aria-label={t("emPlans.changes")} data-testid="version-changes">
      <h2>{t("emPlans.changesOf", { version: earlier })}</h2>
      {version.changes.length === 0 && <p className="quiet">{t("emPlans.changesNone")}</p>}
      <ul>
        {version.changes.map((change) => (
          <li key={`${change.altered} ${change.place}`} className={styles.change} data-testid="version-change" data-altered={change.altered} data-place={change.place}>
            <span className={change.altered === "removed" ? "late" : "quiet"}>{word("emPlans.altered", change.altered)}</span>
            <span>
              {text(change.name)}
              {change.what.length > 0 && <span className="quiet"> {change.what.map((what) => word("emPlans.part", what)).join(t("list.comma"))}</span>}
              {change.told.map((told) => (
                <div key={told.en} className="number">
                  {text(told)}
                </div>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
