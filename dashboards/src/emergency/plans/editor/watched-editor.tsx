import { Button } from "antd";

import { Icon } from "../../../icons/icon";
import { useWords } from "../../../messages/language-context";
import styles from "../em-plans.module.css";
import { Choice } from "./choice";
import { useEditor } from "./editor-context";
import { ListButtons } from "./list-buttons";

/** Telemetry that the command page shows. */
export function WatchedEditor() {
  const { t, text } = useWords();
  const { plan, form, change } = useEditor();
  const first = form.device_types[0];
  return (
    <section className={styles.part} aria-label={t("emPlans.watched")}>
      <h2>{t("emPlans.watched")}</h2>
      <div className={styles.fields}>
        {plan.watched.map(({ asset_type, points }, at) => {
          const type = form.device_types.find(({ key }) => key === asset_type);
          const known = (type?.points ?? []).flatMap(({ key, name }) =>
            key.includes("{n}")
              ? [1, 2, 3, 4].map((n) => ({ value: key.replace("{n}", String(n)), label: text(name).replace("{n}", String(n)) }))
              : [{ value: key, label: text(name) }],
          );
          const strange = points.filter((point) => !known.some(({ value }) => value === point)).map((point) => ({ value: point, label: point }));
          return (
            <div key={at} className={styles.stepBox}>
              <div className={styles.two}>
                <Choice
                  place={`watched[${at}].asset_type`}
                  label={t("emPlans.assetType")}
                  options={[
                    ...form.device_types.map(({ key, name }) => ({ value: key, label: text(name) })),
                    ...(type === undefined ? [{ value: asset_type, label: asset_type }] : []),
                  ]}
                />
                <Choice place={`watched[${at}].where`} label={t("emPlans.whereIs")} options={form.wheres.map(({ key, name }) => ({ value: key, label: text(name) }))} />
              </div>
              <Choice place={`watched[${at}].points`} label={t("emPlans.points")} options={[...known, ...strange]} many />
              <ListButtons list="watched" at={at} length={plan.watched.length} name={type === undefined ? asset_type : text(type.name)} />
            </div>
          );
        })}
      </div>
      <span>
        <Button
          icon={<Icon name="plus" />}
          disabled={first === undefined}
          onClick={() => first !== undefined && change({ kind: "add", list: "watched", value: { asset_type: first.key, points: [], where: "building" } })}
        >
          {t("emPlans.watchedAdd")}
        </Button>
      </span>
    </section>
  );
}
