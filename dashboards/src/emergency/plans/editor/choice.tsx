import { Select } from "antd";

import { valueAt } from "./editing";
import { controlId, useEditor } from "./editor-context";
import { Field } from "./field";

interface Option {
  readonly value: string;
  readonly label: string;
}

interface ChoiceProps {
  readonly place: string;
  readonly label: string;
  readonly options: readonly Option[];
  readonly many?: boolean;
  /** Nothing may be chosen: `null` is kept then. */
  readonly optional?: boolean;
}

/** One of several, or several of them. */
export function Choice({ place, label, options, many = false, optional = false }: ChoiceProps) {
  const { plan, change } = useEditor();
  const value = valueAt(plan, place);
  const put = (chosen: unknown) => change({ kind: "set", place, value: chosen ?? null });
  const shared = { id: controlId(place), showSearch: { optionFilterProp: "label" }, options: [...options], "data-testid": `choice-${place}` };
  return (
    <Field place={place} label={label} inside={many}>
      {many ? (
        <Select<string[]> {...shared} mode="multiple" value={Array.isArray(value) ? (value as string[]) : []} onChange={put} />
      ) : (
        <Select<string> {...shared} allowClear={optional} value={typeof value === "string" ? value : null} onChange={put} />
      )}
    </Field>
  );
}
