import { App, Button } from "antd";
import { useState } from "react";

import type { NumberToCall } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import { useHere, useMay } from "../../sites/site-context";
import { Moment } from "../../time/moment";
import { Dial } from "./dial";
import styles from "./em-plans.module.css";
import { NumberDialog } from "./number-dialog";
import { useNumberWrite } from "./use-plans";

/** One contact: its number, when somebody last made sure of it, which plans call it. */
export function NumberCard({ number }: { readonly number: NumberToCall }) {
  const { t, text } = useWords();
  const { modal } = App.useApp();
  const { site } = useHere();
  const may = useMay("write_plans");
  const write = useNumberWrite(site.id);
  const [changing, setChanging] = useState(false);
  const own = number.version > 0;

  const checked = () =>
    write.mutate({
      step: "put",
      contact: number.contact,
      version: number.version,
      body: { name: number.name, number: number.number ?? "", note: number.note, checked: true },
    });
  const remove = () =>
    modal.confirm({
      title: t("emPlans.numberRemoveAsk", { name: text(number.name) }),
      okText: t("emPlans.numberRemove"),
      okButtonProps: { danger: true, ...({ "data-testid": "number-remove-ok" } as object) },
      onOk: () => write.mutateAsync({ step: "remove", number }).catch(() => undefined),
    });

  return (
    <article className={styles.part} data-testid="number" data-contact={number.contact} data-gap={number.number === null}>
      <span className={styles.between}>
        <strong>{text(number.name)}</strong>
        <Dial contact={number} />
      </span>
      {number.note !== "" && <span>{number.note}</span>}
      <span className={`quiet ${styles.marks}`}>
        {number.plans.length > 0 && <span>{t("emPlans.calledBy", { n: number.plans.length })}</span>}
        {number.number !== null && own && (
          <span data-testid="number-checked">
            {number.checked_at === null ? (
              t("emPlans.unchecked")
            ) : (
              <>
                {t("emPlans.checkedBy", { name: number.checked_by ?? "" })} <Moment at={number.checked_at} />
              </>
            )}
          </span>
        )}
        {!own && number.everywhere !== null && <span>{t("emPlans.everywhere")}</span>}
      </span>
      {may && (
        <span className={styles.bar}>
          <Button type={number.number === null ? "primary" : "default"} onClick={() => setChanging(true)} data-testid="number-change">
            {t(number.number === null ? "emPlans.numberEnter" : "emPlans.numberChange")}
          </Button>
          {number.number !== null && (
            <Button loading={write.isPending} onClick={checked} data-testid="number-check">
              {t("emPlans.checkedToday")}
            </Button>
          )}
          {own && (
            <Button onClick={remove} data-testid="number-remove">
              {t("emPlans.numberRemove")}
            </Button>
          )}
        </span>
      )}
      {changing && <NumberDialog number={number} close={() => setChanging(false)} />}
    </article>
  );
}
