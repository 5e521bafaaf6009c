import { Select } from "antd";
import { useMemo } from "react";

import { useWords } from "../../messages/language-context";
import { isRecord, type Place } from "../definition";
import { kindFields, otherKind } from "./condition-kinds";
import { controlId } from "./field-row";
import styles from "./fields.module.css";
import { useProblemsAt, useRuleFormContext } from "./form-context";
import { GroupFields } from "./group-fields";
import { ProblemText } from "./problem-text";

interface ConditionInputProps {
  readonly place: Place;
  /** `null`: every kind. */
  readonly kinds: readonly string[] | null;
  readonly value: unknown;
}

/** A condition: its kind, and what that kind needs. */
export function ConditionInput({ place, kinds, value }: ConditionInputProps) {
  const { t, text } = useWords();
  const { form, change } = useRuleFormContext();
  const settings = isRecord(value) ? value : {};
  const name = typeof settings.kind === "string" ? settings.kind : null;
  const problems = useProblemsAt([...place, "kind"]);
  const fields = useMemo(() => kindFields(form, name), [form, name]);
  const choices = form.kinds.filter((kind) => kinds === null || kinds.includes(kind.name));
  return (
    <div className={styles.group} data-testid="condition" data-place={place.join(".")}>
      <Select<string | null>
        id={controlId([...place, "kind"])}
        aria-label={t("rules.kind")}
        placeholder={t("rules.chooseKind")}
        value={name}
        onChange={(next) => next !== null && change(place, otherKind(form, settings, next))}
        options={choices.map((kind) => ({ value: kind.name, label: text(kind.title), title: kind.name }))}
        style={{ width: "100%", maxWidth: 320 }}
      />
      <ProblemText problems={problems} />
      {name !== null && <GroupFields fields={fields} value={settings} place={place} scope={name} point={null} />}
    </div>
  );
}
