import { useState } from "react";

import { useWords } from "../messages/language-context";
import styles from "./sign-in-page.module.css";

interface SignInFieldProps {
  readonly name: "username" | "password";
  readonly label: string;
  /** What is wrong with it; `null`: nothing. */
  readonly missing: string | null;
  readonly autoFocus?: boolean;
}

/** A line of the sign-in form; a password can be looked at, since thumbs in gloves miss. */
export function SignInField({ name, label, missing, autoFocus = false }: SignInFieldProps) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const secret = name === "password";
  return (
    <div className={styles.field}>
      <label htmlFor={name}>{label}</label>
      <span className={styles.line}>
        <input
          id={name}
          name={name}
          type={secret && !open ? "password" : "text"}
          autoComplete={secret ? "current-password" : "username"}
          autoCapitalize="none"
          spellCheck={false}
          autoFocus={autoFocus}
          aria-invalid={missing !== null}
          aria-describedby={missing === null ? undefined : `${name}-missing`}
          data-testid={name}
        />
        {secret && (
          <button type="button" aria-pressed={open} onClick={() => setOpen(!open)} data-testid="show-password">
            {t(open ? "phone.hidePassword" : "phone.showPassword")}
          </button>
        )}
      </span>
      {missing !== null && (
        <p id={`${name}-missing`} className="late" role="alert">
          {missing}
        </p>
      )}
    </div>
  );
}
