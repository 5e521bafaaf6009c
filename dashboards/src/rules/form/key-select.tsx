import { Select } from "antd";
import { useState } from "react";

export interface KeyOption {
  readonly key: string;
  readonly name: string;
}

interface KeySelectProps {
  readonly id: string;
  readonly options: readonly KeyOption[];
  readonly value: unknown;
  /** What is not among the options may be written: a pattern, or what this page does not know. */
  readonly free?: boolean;
  readonly placeholder?: string;
  readonly change: (value: string | undefined) => void;
}

/** One key out of those that there are, found by name or key. */
export function KeySelect({ id, options, value, free = false, placeholder, change }: KeySelectProps) {
  const [sought, seek] = useState("");
  const chosen = typeof value === "string" && value !== "" ? value : null;
  const others = [chosen, free ? sought.trim() : ""].filter((key): key is string => key !== null && key !== "" && !options.some((one) => one.key === key));
  return (
    <Select<string | null>
      id={id}
      value={chosen}
      onChange={(next) => change(next ?? undefined)}
      placeholder={placeholder}
      showSearch={{ onSearch: seek, filterOption: (words, option) => matches(words, option?.value, option?.title) }}
      options={[...[...new Set(others)].map((key) => ({ key, name: key })), ...options].map(({ key, name }) => ({
        value: key,
        title: name,
        label:
          name === key ? (
            <code>{key}</code>
          ) : (
            <>
              {name} <code className="quiet">{key}</code>
            </>
          ),
      }))}
      allowClear
      style={{ width: "100%" }}
    />
  );
}

interface KeysSelectProps extends Omit<KeySelectProps, "value" | "change" | "free"> {
  readonly value: readonly string[];
  readonly free?: boolean;
  readonly change: (value: string[]) => void;
}

/** Several keys. */
export function KeysSelect({ id, options, value, free = false, placeholder, change }: KeysSelectProps) {
  return (
    <Select<string[]>
      id={id}
      mode={free ? "tags" : "multiple"}
      value={[...value]}
      onChange={change}
      placeholder={placeholder}
      showSearch={{ filterOption: (words, option) => matches(words, option?.value, option?.title) }}
      options={options.map(({ key, name }) => ({ value: key, title: name, label: name }))}
      allowClear
      style={{ width: "100%" }}
    />
  );
}

function matches(words: string, key: unknown, name: unknown): boolean {
  const wanted = words.trim().toLowerCase();
  return [key, name].some((place) => typeof place === "string" && place.toLowerCase().includes(wanted));
}
