import { InputNumber } from "antd";

import { valueAt } from "./editing";
import { controlId, useEditor } from "./editor-context";
import { Field } from "./field";

interface NumberFieldProps {
  readonly place: string;
  readonly label: string;
  /** How many of the stored units one of the shown is: 60 shows seconds as minutes. */
  readonly scale?: number;
  readonly unit?: string;
  readonly min?: number;
  /** Whether it may be empty: `null` then, else 0. */
  readonly optional?: boolean;
}

export function NumberField({ place, label, scale = 1, unit = "", min, optional = false }: NumberFieldProps) {
  const { plan, change } = useEditor();
  const value = valueAt(plan, place);
  return (
    <Field place={place} label={label}>
      <InputNumber<number>
        id={controlId(place)}
        value={typeof value === "number" ? value / scale : null}
        {...(min === undefined ? {} : { min })}
        inputMode="decimal"
        suffix={unit}
        style={{ width: "100%" }}
        onChange={(entered) => change({ kind: "set", place, value: entered === null ? (optional ? null : 0) : entered * scale })}
      />
    </Field>
  );
}
