import type { PlanDocument, PlanForm } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import styles from "./em-plans.module.css";
import { limitWords } from "./plan-words";

/** What it is for, what starts it, who commands, who checks in, which practice it follows. */
export function PlanFacts({ plan, form }: { readonly plan: PlanDocument; readonly form: PlanForm | undefined }) {
  const { t, text, word } = useWords();
  const comma = t("list.comma");
  const ruleName = (id: string) => {
    const rule = form?.rules.find((one) => one.id === id);
    return rule === undefined ? id : `${text(rule.message).replace(/\{\w+\}/g, "").trim()} (${id})`;
  };
  return (
    <section className={styles.part} aria-label={t("emPlans.about")} data-testid="plan-facts">
      <h2>{t("emPlans.about")}</h2>
      <p>{text(plan.purpose)}</p>
      <Fact label={t("emPlans.command")}>
        {t("emPlans.commandWords", { post: word("rota.post", plan.command.in_charge), deputies: plan.command.deputies.map((post) => word("rota.post", post)).join(" → ") || "—" })}
      </Fact>
      <Fact label={t("emPlans.musters")}>
        {plan.musters.length === 0
          ? "—"
          : plan.musters.map(({ department, within_s, bring }) => (
              <div key={department}>
                {word("department", department)} · {t("emPlans.within", { time: limitWords(within_s, t) })}
                {text(bring) !== "" && <span className="quiet"> {text(bring)}</span>}
              </div>
            ))}
      </Fact>
      <Fact label={t("emPlans.trigger")}>
        {t("emPlans.triggerNamed", { key: plan.key })}
        {plan.trigger.rules.map((rule) => (
          <div key={rule}>{ruleName(rule)}</div>
        ))}
        <div className="quiet">
          {plan.trigger.starts.length === 0 ? t("emPlans.startsNever") : t("emPlans.startsBy", { severities: plan.trigger.starts.map((one) => word("severity", one)).join(comma) })}
        </div>
      </Fact>
      {plan.preparation !== null && (
        <Fact label={t("emPlans.preparation")}>
          {t("emPlans.preparedBy", {
            kinds: plan.preparation.warned.map((one) => word("weather.kind", one)).join(comma),
            level: word("weather.level", plan.preparation.from_level),
          })}
        </Fact>
      )}
      <Fact label={t("emPlans.follows")}>
        {plan.follows.map((one) => (
          <div key={one.zh}>{text(one)}</div>
        ))}
      </Fact>
    </section>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <div className={styles.field}>
      <span className={styles.label}>{label}</span>
      <div>{children}</div>
    </div>
  );
}
