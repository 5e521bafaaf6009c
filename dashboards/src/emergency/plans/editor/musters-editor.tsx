import { Button } from "antd";

import { Icon } from "../../../icons/icon";
import { useWords } from "../../../messages/language-context";
import styles from "../em-plans.module.css";
import { Choice } from "./choice";
import { useEditor } from "./editor-context";
import { Field } from "./field";
import { ListButtons } from "./list-buttons";
import { NumberField } from "./number-field";
import { WordsInput } from "./words-input";

/** The departments that have to check in, within which time, and what they bring. */
export function MustersEditor() {
  const { t, text, word } = useWords();
  const { plan, form, change } = useEditor();
  const taken = plan.musters.map(({ department }) => department);
  const free = form.departments.find(({ key }) => !taken.some((one) => one === key));
  return (
    <section className={styles.part} aria-label={t("emPlans.musters")}>
      <h2>{t("emPlans.musters")}</h2>
      <Field place="musters" label="">
        <div className={styles.fields}>
          {plan.musters.map(({ department }, at) => (
            <div key={department} className={styles.stepBox}>
              <div className={styles.two}>
                <Choice place={`musters[${at}].department`} label={t("emPlans.department")} options={form.departments.map(({ key, name }) => ({ value: key, label: text(name) }))} />
                <NumberField place={`musters[${at}].within_s`} label={t("emPlans.limit")} scale={60} unit={t("emPlans.minutesUnit")} min={0} />
              </div>
              <WordsInput place={`musters[${at}].bring`} label={t("emPlans.bring")} />
              <ListButtons list="musters" at={at} length={plan.musters.length} name={word("department", department)} />
            </div>
          ))}
        </div>
      </Field>
      <span>
        <Button
          icon={<Icon name="plus" />}
          disabled={free === undefined}
          onClick={() => free !== undefined && change({ kind: "add", list: "musters", value: { department: free.key, within_s: 600, bring: { zh: "", en: "" } } })}
        >
          {t("emPlans.musterAdd")}
        </Button>
      </span>
    </section>
  );
}
