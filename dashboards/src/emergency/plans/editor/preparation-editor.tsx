import { Button } from "antd";

import { useWords } from "../../../messages/language-context";
import styles from "../em-plans.module.css";
import { Choice } from "./choice";
import { newPhase } from "./editing";
import { useEditor } from "./editor-context";
import { PhasesEditor } from "./phases-editor";

/** What is done before it comes, if a weather warning is to start something. */
export function PreparationEditor() {
  const { t, text } = useWords();
  const { plan, form, change } = useEditor();
  const put = (value: unknown) => change({ kind: "set", place: "preparation", value });
  if (plan.preparation === null)
    return (
      <span>
        <Button onClick={() => put({ warned: ["rainstorm"], from_level: "yellow", phases: [newPhase(plan)] })} data-testid="preparation-add">
          {t("emPlans.preparationAdd")}
        </Button>
      </span>
    );
  return (
    <>
      <section className={styles.part} aria-label={t("emPlans.preparation")}>
        <span className={styles.between}>
          <h2>{t("emPlans.preparation")}</h2>
          <Button onClick={() => put(null)}>{t("emPlans.preparationRemove")}</Button>
        </span>
        <div className={styles.two}>
          <Choice place="preparation.warned" label={t("emPlans.warned")} options={form.warned.map(({ key, name }) => ({ value: key, label: text(name) }))} many />
          <Choice place="preparation.from_level" label={t("emPlans.fromLevel")} options={form.levels.map(({ key, name }) => ({ value: key, label: text(name) }))} />
        </div>
      </section>
      <PhasesEditor list="preparation.phases" />
    </>
  );
}
