import { Select } from "antd";

import { useWords } from "../../messages/language-context";
import { pointsOf } from "../words/names";
import { useRuleFormContext } from "./form-context";

interface PointValueSelectProps {
  readonly id: string;
  /** The point whose values are chosen from. */
  readonly point: string | null;
  readonly value: unknown;
  readonly several: boolean;
  readonly change: (value: unknown) => void;
}

/** A value that a point can have, or several: yes or no, one of its words, or any text. Kept as JSON, where true and "true" differ. */
export function PointValueSelect({ id, point, value, several, change }: PointValueSelectProps) {
  const { t, text } = useWords();
  const { form, types } = useRuleFormContext();
  const points = form.device_types.filter(({ key }) => types === null || types.includes(key)).flatMap(({ points: own }) => own);
  const found = point === null ? [] : pointsOf(points, point);
  const binary = found.length === 0 || found.some(({ kind }) => kind === "binary");
  const words = new Map(found.flatMap(({ values }) => values).map(({ key, name }) => [JSON.stringify(key), text(name)]));
  const known = [
    ...(binary
      ? [
          { value: "true", label: t("value.yes") },
          { value: "false", label: t("value.no") },
        ]
      : []),
    ...[...words].map(([key, label]) => ({ value: key, label })),
  ];
  const free = words.size === 0 && !(binary && found.length > 0);
  const held = (Array.isArray(value) ? (value as unknown[]) : value === undefined ? [] : [value]).map((each) => JSON.stringify(each));
  const options = [...known, ...held.filter((each) => !known.some((one) => one.value === each)).map((each) => ({ value: each, label: plain(each) }))];

  if (!several && !free) {
    return (
      <Select<string | null>
        id={id}
        value={held[0] ?? null}
        onChange={(next) => change(next === null ? undefined : read(next))}
        options={options}
        style={{ width: "100%", maxWidth: 320 }}
      />
    );
  }
  return (
    <Select<string[]>
      id={id}
      mode={free ? "tags" : "multiple"}
      value={several ? held : held.slice(0, 1)}
      onChange={(next) => {
        const values = next.map(read);
        change(several ? (values.length === 0 ? undefined : values) : values.at(-1));
      }}
      options={options}
      style={{ width: "100%" }}
    />
  );
}

/** What was chosen is JSON; what was written by hand is a text. */
function read(written: string): unknown {
  if (written === "true" || written === "false") return written === "true";
  try {
    return JSON.parse(written) as unknown;
  } catch {
    return written;
  }
}

function plain(json: string): string {
  return json.replace(/^"|"$/g, "");
}
