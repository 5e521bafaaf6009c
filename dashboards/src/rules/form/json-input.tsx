import { Input } from "antd";
import { useState } from "react";

import { useWords } from "../../messages/language-context";
import { sameDefinition } from "../definition";
import styles from "./fields.module.css";

interface JsonInputProps {
  readonly id: string;
  readonly value: unknown;
  readonly change: (value: unknown) => void;
}

/** What the form has no field for, as JSON; it is taken over as soon as it can be read. */
export function JsonInput({ id, value, change }: JsonInputProps) {
  const { t } = useWords();
  const [written, write] = useState(() => shown(value));
  const said = parsed(written);
  // It was changed elsewhere, such as in the YAML.
  const stale = said.ok && !sameDefinition(said.value, value);
  const text = stale ? shown(value) : written;
  return (
    <>
      <Input.TextArea
        id={id}
        value={text}
        onChange={(event) => {
          write(event.target.value);
          const next = parsed(event.target.value);
          if (next.ok) change(next.value);
        }}
        autoSize={{ minRows: 1, maxRows: 12 }}
        spellCheck={false}
        status={said.ok ? "" : "error"}
        style={{ fontFamily: "ui-monospace, monospace", fontSize: 13 }}
      />
      {!said.ok && <div className={styles.problem}>{t("rules.jsonHow")}</div>}
    </>
  );
}

function shown(value: unknown): string {
  return value === undefined ? "" : JSON.stringify(value, null, 2);
}

function parsed(text: string): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  if (text.trim() === "") return { ok: true, value: undefined };
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false };
  }
}
