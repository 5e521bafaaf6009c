import { Input } from "antd";

import { KeySelect } from "./key-select";
import type { Shape } from "./shape";
import { useKeyOptions } from "./use-key-options";

interface TextInputProps {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  readonly shape: Shape & { readonly kind: "text" };
  readonly value: unknown;
  readonly change: (value: string | undefined) => void;
}

/** Fields that hold keys which the page may not know: a pattern of points, the types of a newer catalogue. */
const FREE = new Set(["point", "event", "rule", "asset_type", "sop", "calendar"]);

/** A text, or one of the keys that such a field takes. */
export function TextInput({ id, name, scope, shape, value, change }: TextInputProps) {
  const options = useKeyOptions(name);
  if (options !== null) return <KeySelect id={id} options={options} value={value} free={FREE.has(name)} change={change} />;
  const long = name === "expression" || scope === "message";
  return (
    <Input.TextArea
      id={id}
      value={typeof value === "string" ? value : ""}
      onChange={(event) => change(event.target.value || undefined)}
      autoSize={{ minRows: 1, maxRows: long ? 6 : 2 }}
      maxLength={shape.longest ?? undefined}
      spellCheck={scope === "message"}
      style={name === "expression" ? { fontFamily: "ui-monospace, monospace", fontSize: 13 } : undefined}
    />
  );
}
