import { Input } from "antd";

import { useWords } from "../../messages/language-context";
import { durationMs, durationWords } from "../words/duration";
import styles from "./fields.module.css";

interface DurationInputProps {
  readonly id: string;
  readonly value: unknown;
  readonly fallback: unknown;
  readonly change: (value: string | undefined) => void;
}

/** A length of time as text (`30s`, `1h30m`), with what it means beside it. */
export function DurationInput({ id, value, fallback, change }: DurationInputProps) {
  const { t } = useWords();
  const written = typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
  const wrong = written !== "" && durationMs(written) === null;
  return (
    <>
      <Input
        id={id}
        value={written}
        onChange={(event) => change(event.target.value.replace(/\s/g, "") || undefined)}
        placeholder={typeof fallback === "string" ? fallback : "30s"}
        status={wrong ? "error" : ""}
        suffix={written === "" || wrong ? null : <span className="quiet">{durationWords(written, t)}</span>}
        maxLength={20}
        style={{ maxWidth: 260 }}
      />
      {wrong && <div className={styles.problem}>{t("rules.durationHow")}</div>}
    </>
  );
}
