import { Checkbox, Input, Radio } from "antd";

import type { DoneKind, FormPoint, PlanDone } from "../../../api/schema";
import { useWords } from "../../../messages/language-context";
import styles from "../em-plans.module.css";
import { isPoint } from "../plan-words";
import { Choice } from "./choice";
import { valueAt } from "./editing";
import { controlId, useEditor } from "./editor-context";
import { Field } from "./field";
import { NumberField } from "./number-field";
import { WordsInput } from "./words-input";

const KINDS: readonly DoneKind[] = ["tick", "photo", "reading", "telemetry"];
const NUMBERS: readonly FormPoint["kind"][] = ["analog", "counter"];

/** What counts as done: a tick, a photo, a value that is read off, or what telemetry shows. */
export function DoneEditor({ place }: { readonly place: string }) {
  const { t, word } = useWords();
  const { plan, form, change } = useEditor();
  const done = valueAt(plan, place) as PlanDone;

  function choose(kind: DoneKind) {
    change({
      kind: "set",
      place,
      value: {
        kind,
        reading: kind === "reading" ? (done.reading ?? { label: { zh: "", en: "" }, unit: "", low: null, high: null }) : null,
        telemetry:
          kind === "telemetry"
            ? (done.telemetry ?? {
                asset_type: form.device_types[0]?.key ?? "",
                point: "",
                equals: null,
                above: null,
                below: null,
                where: "building",
                every: false,
                hold_s: 0,
                once_open: true,
              })
            : null,
      } satisfies PlanDone,
    });
  }

  return (
    <div className={styles.fields}>
      <Field place={`${place}.kind`} label={t("emPlans.doneKind")}>
        <Radio.Group
          optionType="button"
          value={done.kind}
          onChange={(event) => choose(event.target.value as DoneKind)}
          options={KINDS.map((kind) => ({ value: kind, label: <span data-testid={`done-${kind}`}>{word("emPlans.done", kind)}</span> }))}
        />
      </Field>
      {done.reading !== null && (
        <>
          <WordsInput place={`${place}.reading.label`} label={t("emPlans.readingLabel")} />
          <div className={styles.bar}>
            <NumberField place={`${place}.reading.low`} label={t("emPlans.low")} optional />
            <NumberField place={`${place}.reading.high`} label={t("emPlans.high")} optional />
            <Field place={`${place}.reading.unit`} label={t("emPlans.unit")}>
              <Input
                id={controlId(`${place}.reading.unit`)}
                value={done.reading.unit}
                maxLength={20}
                onChange={(event) => change({ kind: "set", place: `${place}.reading.unit`, value: event.target.value })}
              />
            </Field>
          </div>
        </>
      )}
      {done.telemetry !== null && <TelemetryEditor place={`${place}.telemetry`} />}
    </div>
  );
}

function TelemetryEditor({ place }: { readonly place: string }) {
  const { t, text } = useWords();
  const { plan, form, change } = useEditor();
  const chosen = valueAt(plan, `${place}.asset_type`);
  const wanted = valueAt(plan, `${place}.point`);
  const points = form.device_types.find(({ key }) => key === chosen)?.points ?? [];
  const point = points.find(({ key }) => typeof wanted === "string" && isPoint(key, wanted));
  const names = points.flatMap((one) =>
    one.key.includes("{n}")
      ? [1, 2, 3, 4].map((n) => ({ value: one.key.replace("{n}", String(n)), label: text(one.name).replace("{n}", String(n)) }))
      : [{ value: one.key, label: text(one.name) }],
  );
  const values = point?.kind === "binary" ? [true, false].map((value) => ({ value: String(value), label: t(value ? "emPlans.yes" : "emPlans.no") })) : (point?.values ?? []).map(({ key, name }) => ({ value: key, label: text(name) }));
  const equals = valueAt(plan, `${place}.equals`) as boolean | string | null;
  return (
    <div className={styles.fields} data-testid="telemetry-editor">
      <div className={styles.two}>
        <Choice place={`${place}.asset_type`} label={t("emPlans.assetType")} options={form.device_types.map(({ key, name }) => ({ value: key, label: text(name) }))} />
        <Choice place={`${place}.point`} label={t("emPlans.point")} options={names} />
      </div>
      <Field place={place} label={t("emPlans.condition")}>
        {point !== undefined && NUMBERS.includes(point.kind) ? (
          <div className={styles.two}>
            <NumberField place={`${place}.above`} label={t("emPlans.above")} unit={point.unit} optional />
            <NumberField place={`${place}.below`} label={t("emPlans.below")} unit={point.unit} optional />
          </div>
        ) : (
          <Radio.Group
            id={controlId(place)}
            value={equals === null ? undefined : String(equals)}
            onChange={(event) => {
              const value = String(event.target.value);
              change({ kind: "set", place: `${place}.equals`, value: point?.kind === "binary" ? value === "true" : value });
            }}
            options={values}
          />
        )}
      </Field>
      <Field place={`${place}.equals`} label="">
        {null}
      </Field>
      <div className={styles.two}>
        <Choice place={`${place}.where`} label={t("emPlans.whereIs")} options={form.wheres.map(({ key, name }) => ({ value: key, label: text(name) }))} />
        <NumberField place={`${place}.hold_s`} label={t("emPlans.holdFor")} unit={t("emPlans.secondsUnit")} min={0} />
      </div>
      <Tick place={`${place}.every`} label={t("emPlans.every")} />
      <Tick place={`${place}.once_open`} label={t("emPlans.onceOpen")} />
    </div>
  );
}

/** Yes or no. */
export function Tick({ place, label }: { readonly place: string; readonly label: string }) {
  const { plan, change } = useEditor();
  return (
    <Checkbox checked={valueAt(plan, place) === true} onChange={(event) => change({ kind: "set", place, value: event.target.checked })} data-testid={`tick-${place}`}>
      {label}
    </Checkbox>
  );
}
