import { Button } from "antd";

import { Icon } from "../../../icons/icon";
import { useWords } from "../../../messages/language-context";
import styles from "../em-plans.module.css";
import { Choice } from "./choice";
import { useEditor } from "./editor-context";
import { Field } from "./field";
import { ListButtons } from "./list-buttons";
import { MustersEditor } from "./musters-editor";
import { WatchedEditor } from "./watched-editor";
import { WordsInput } from "./words-input";

/** What the plan is for, what starts it, who commands, who checks in, whom it calls, what the command page shows. */
export function HeadEditor() {
  const { t, text } = useWords();
  const { plan, form, change } = useEditor();
  const named = (words: readonly { readonly key: string; readonly name: { readonly zh: string; readonly en: string } }[]) =>
    words.map(({ key, name }) => ({ value: key, label: text(name) }));
  return (
    <>
      <section className={styles.part} aria-label={t("emPlans.about")}>
        <h2>{t("emPlans.about")}</h2>
        <WordsInput place="title" label={t("emPlans.planTitle")} />
        <WordsInput place="purpose" label={t("emPlans.purpose")} long />
        <Field place="follows" label={t("emPlans.follows")}>
          <div className={styles.fields}>
            {plan.follows.map((_, at) => (
              <div key={at} className={styles.field}>
                <WordsInput place={`follows[${at}]`} label={t("emPlans.practice")} />
                <ListButtons list="follows" at={at} length={plan.follows.length} name={t("emPlans.practice")} />
              </div>
            ))}
          </div>
        </Field>
        <span>
          <Button icon={<Icon name="plus" />} onClick={() => change({ kind: "add", list: "follows", value: { zh: "", en: "" } })}>
            {t("emPlans.practiceAdd")}
          </Button>
        </span>
      </section>
      <section className={styles.part} aria-label={t("emPlans.command")}>
        <h2>{t("emPlans.command")}</h2>
        <div className={styles.two}>
          <Choice place="command.in_charge" label={t("emPlans.inCharge")} options={named(form.posts)} />
          <Choice place="command.deputies" label={t("emPlans.deputies")} options={named(form.posts)} many />
        </div>
        <h3>{t("emPlans.trigger")}</h3>
        <p className="quiet">{t("emPlans.triggerNamed", { key: plan.key })}</p>
        <Choice place="trigger.rules" label={t("emPlans.triggerRules")} options={form.rules.map(({ id, message }) => ({ value: id, label: `${text(message)} (${id})` }))} many />
        <Choice place="trigger.starts" label={t("emPlans.starts")} options={named(form.severities)} many />
      </section>
      <MustersEditor />
      <section className={styles.part} aria-label={t("emPlans.contacts")}>
        <h2>{t("emPlans.contacts")}</h2>
        <Choice
          place="contacts"
          label={t("emPlans.contacts")}
          options={form.contacts.map(({ contact, name, number }) => ({ value: contact, label: `${text(name)} ${number ?? t("emPlans.noNumber")}` }))}
          many
        />
      </section>
      <WatchedEditor />
    </>
  );
}
