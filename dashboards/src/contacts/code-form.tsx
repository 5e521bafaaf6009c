import { Button, Input } from "antd";
import { useState } from "react";

import { useWords } from "../messages/language-context";
import styles from "./contacts.module.css";
import { useContactWrite } from "./use-contacts";

/** The code that was sent to a number: typing it in proves whose it is. */
export function CodeForm({ id, hint }: { readonly id: string; readonly hint: string }) {
  const { t } = useWords();
  const write = useContactWrite();
  const [code, setCode] = useState("");
  const whole = /^\d{6}$/.test(code.trim());
  return (
    <form
      className={styles.code}
      onSubmit={(event) => {
        event.preventDefault();
        // What is typed meanwhile is the next try.
        if (whole) write.mutate({ what: "verify", id, code: code.trim() }, { onError: () => setCode((typed) => (typed === code ? "" : typed)) });
      }}
    >
      <label htmlFor={`code-${id}`}>{t("contacts.codeSent", { hint })}</label>
      <Input
        id={`code-${id}`}
        value={code}
        onChange={(event) => setCode(event.target.value)}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={6}
        data-testid="code"
      />
      <Button type="primary" htmlType="submit" disabled={!whole} loading={write.isPending && write.variables.what === "verify"} data-testid="verify">
        {t("contacts.verify")}
      </Button>
      <Button onClick={() => write.mutate({ what: "code", id })} loading={write.isPending && write.variables.what === "code"} data-testid="code-again">
        {t("contacts.codeAgain")}
      </Button>
    </form>
  );
}
