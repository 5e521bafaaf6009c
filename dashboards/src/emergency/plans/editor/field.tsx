import type { ReactNode } from "react";

import { useWords } from "../../../messages/language-context";
import styles from "../em-plans.module.css";
import { controlId, problemsAt, useEditor } from "./editor-context";

interface FieldProps {
  readonly place: string;
  readonly label: string;
  /** What is wrong anywhere in it is said here too. */
  readonly inside?: boolean;
  readonly children: ReactNode;
}

/** A field with its name and what is wrong with it. */
export function Field({ place, label, inside = false, children }: FieldProps) {
  const { text } = useWords();
  const { problems } = useEditor();
  return (
    <div className={styles.field} data-place={place}>
      <label className={styles.label} htmlFor={controlId(place)}>
        {label}
      </label>
      {children}
      {problemsAt(problems, place, inside).map(({ place: where, text: said }) => (
        <div key={where + said.en} className={styles.problem} role="alert" data-testid="field-problem">
          {text(said)}
        </div>
      ))}
    </div>
  );
}
