import { Button } from "antd";
import type { ReactNode } from "react";

import { Icon } from "../../icons/icon";
import { useWords } from "../../messages/language-context";
import type { Place } from "../definition";
import styles from "./fields.module.css";
import { useProblemsAt } from "./form-context";
import { ProblemText } from "./problem-text";

interface FieldRowProps {
  readonly place: Place;
  /** A text, or what the text is chosen with. */
  readonly label: ReactNode;
  /** Its name for those who hear the page; needed where `label` is no text. */
  readonly name?: string;
  readonly hint?: string;
  readonly needed?: boolean;
  /** The control needs the whole width: its label stands above it. */
  readonly stacked?: boolean;
  /** It holds several controls: the label names all of them together. */
  readonly grouped?: boolean;
  /** Take an optional field out again. */
  readonly remove?: (() => void) | undefined;
  readonly children: ReactNode;
}

/** The id of the control of a field, which its label and its problems lead to. */
export function controlId(place: Place): string {
  return `rule-${place.join(".")}`;
}

/** A field with its name, what it means, and what is wrong with it. */
export function FieldRow({ place, label, name = typeof label === "string" ? label : "", hint = "", needed = false, stacked = false, grouped = false, remove, children }: FieldRowProps) {
  const { t } = useWords();
  const problems = useProblemsAt(place);
  const shown = typeof label === "string";
  const labelId = `${controlId(place)}-label`;
  const labelClass = !shown ? "visually-hidden" : needed ? styles.needed : undefined;
  return (
    <div className={`${styles.row ?? ""} ${stacked ? (styles.stacked ?? "") : ""}`} data-testid="rule-field" data-place={place.join(".")}>
      <div className={styles.label}>
        {!shown && label}
        {grouped ? (
          <span id={labelId} className={labelClass}>
            {name}
          </span>
        ) : (
          <label htmlFor={controlId(place)} className={labelClass}>
            {name}
          </label>
        )}
      </div>
      <div className={styles.control}>
        <div className={styles.line}>
          <div role={grouped ? "group" : undefined} aria-labelledby={grouped ? labelId : undefined}>
            {children}
          </div>
          {remove !== undefined && (
            <Button type="text" icon={<Icon name="close" />} onClick={remove} aria-label={t("rules.removeField", { name })} />
          )}
        </div>
        <ProblemText problems={problems} />
        {hint !== "" && <div className={styles.hint}>{hint}</div>}
      </div>
    </div>
  );
}
