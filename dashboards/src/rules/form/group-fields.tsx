import { Select } from "antd";
import { useState } from "react";

import { useWords } from "../../messages/language-context";
import { isRecord, type Place } from "../definition";
import { FieldRow } from "./field-row";
import styles from "./fields.module.css";
import { useProblemsAt, useRuleFormContext } from "./form-context";
import { ProblemText } from "./problem-text";
import type { Field, Shape } from "./shape";
import { useFieldWords } from "./use-field-words";
import { ValueInput } from "./value-input";
import { type Choice, choicesIn, takeWay } from "./ways";

interface GroupFieldsProps {
  readonly fields: readonly Field[];
  readonly value: unknown;
  readonly place: Place;
  /** The kind or group that the fields belong to. */
  readonly scope: string;
  /** The point that a group around this one is about. */
  readonly point: string | null;
  /** Optional fields that are in sight even while they are empty. */
  readonly always?: readonly string[];
}

const NONE: readonly string[] = [];

/** The fields of a group: those that are needed or filled in; the others can be added. */
export function GroupFields({ fields, value, place, scope, point: around, always = NONE }: GroupFieldsProps) {
  const { t } = useWords();
  const { change, names } = useRuleFormContext();
  const words = useFieldWords();
  const [opened, open] = useState<readonly string[]>([]);
  const held = isRecord(value) ? value : {};
  const point = typeof held.point === "string" ? held.point : around;
  const choices = choicesIn(fields, value);
  const chosen = new Map(choices.flatMap((choice) => choice.names.map((name) => [name, choice] as const)));
  const isShown = ({ name, required }: Field) => required || held[name] !== undefined || opened.includes(name) || always.includes(name);
  const unitFits = point !== null && (held.unit === undefined || held.unit === names.point(point).unit);

  const shown = fields.filter((field) => {
    const choice = chosen.get(field.name);
    if (choice !== undefined) return field.name === choice.taken;
    return isShown(field) && !(field.name === "unit" && unitFits);
  });
  const addable = fields.filter((field) => !chosen.has(field.name) && !isShown(field) && field.name !== "unit");

  function add(name: string) {
    open([...opened, name]);
    const field = fields.find((one) => one.name === name);
    if (field?.shape.kind === "yes-no") change([...place, name], true);
    if (field?.shape.kind === "constant") change([...place, name], field.shape.value);
  }

  function remove(name: string) {
    open(opened.filter((one) => one !== name));
    change([...place, name], undefined);
  }

  return (
    <div className={styles.group}>
      {shown.map((field) => {
        const at = [...place, field.name];
        const choice = chosen.get(field.name);
        const { label, hint } = words(scope, field);
        const input = (
          <ValueInput name={field.name} scope={scope} place={at} shape={field.shape} value={held[field.name]} fallback={field.fallback} point={point} />
        );
        if (choice !== undefined) {
          return (
            <FieldRow
              key={choice.names.join()}
              place={at}
              name={label}
              hint={hint}
              stacked={needsWidth(field.shape)}
              grouped={holdsSeveral(field.shape)}
              label={<WaySelect choice={choice} fields={fields} scope={scope} take={(next) => change(place, takeWay(value, choice, next, fields))} />}
            >
              {input}
            </FieldRow>
          );
        }
        const removable = !field.required && !always.includes(field.name);
        return (
          <FieldRow
            key={field.name}
            place={at}
            label={label}
            hint={hint}
            needed={field.required}
            stacked={needsWidth(field.shape)}
            grouped={holdsSeveral(field.shape)}
            remove={removable ? () => remove(field.name) : undefined}
          >
            {input}
          </FieldRow>
        );
      })}
      {addable.length > 0 && (
        <Select<string | null>
          value={null}
          onChange={(name) => name !== null && add(name)}
          aria-label={t("rules.addField")}
          placeholder={`+ ${t("rules.addField")}`}
          options={addable.map((field) => ({ value: field.name, label: words(scope, field).label, title: words(scope, field).hint }))}
          variant="borderless"
          popupMatchSelectWidth={false}
          suffix={null}
          className={styles.add}
          data-testid={`add-field-${place.join(".")}`}
        />
      )}
      <GroupProblems place={place} />
    </div>
  );
}

/** Conditions stand inside of each other: they need all the width that there is. */
function needsWidth(shape: Shape): boolean {
  return shape.kind === "condition" || shape.kind === "either" || (shape.kind === "list" && needsWidth(shape.of));
}

function holdsSeveral(shape: Shape): boolean {
  return shape.kind === "group" || needsWidth(shape);
}

interface WaySelectProps {
  readonly choice: Choice;
  readonly fields: readonly Field[];
  readonly scope: string;
  readonly take: (name: string) => void;
}

/** Which of several fields is filled in: stands where otherwise the field's name does. */
function WaySelect({ choice, fields, scope, take }: WaySelectProps) {
  const { t } = useWords();
  const words = useFieldWords();
  return (
    <Select<string>
      aria-label={t("rules.way")}
      value={choice.taken}
      onChange={take}
      options={fields
        .filter(({ name }) => choice.names.includes(name))
        .map((field) => ({ value: field.name, label: words(scope, field).label, title: words(scope, field).hint }))}
      popupMatchSelectWidth={false}
      style={{ width: "100%" }}
      className={styles.way}
      data-testid={`way-${choice.names[0] ?? ""}`}
    />
  );
}

/** What is wrong with the group as a whole, and with no field of it. */
function GroupProblems({ place }: { readonly place: Place }) {
  const problems = useProblemsAt(place);
  return place.length === 0 ? null : <ProblemText problems={problems} />;
}
