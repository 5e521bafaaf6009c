import type { Contact } from "../api/schema";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import styles from "./contacts.module.css";

type Test = NonNullable<Contact["test"]>;

/** How far the last test came: sent → received → opened, each with its time. */
export function TestProgress({ test, proves }: { readonly test: Test; readonly proves: boolean }) {
  const { t, word } = useWords();
  const steps = [
    { name: "sent", at: test.sent_at },
    // Only a device of ours says by itself that something came; elsewhere opening it is the proof.
    ...(proves ? [{ name: "received", at: test.received_at }] : []),
    { name: "opened", at: test.opened_at },
  ] as const;
  return (
    <div data-testid="test" data-proof={test.proof}>
      <ul className={styles.steps} aria-live="polite">
        {steps.map(({ name, at }) => (
          <li key={name} data-done={at !== null}>
            <span aria-hidden="true">{at === null ? "○" : "●"}</span> {word("contacts.test", name)} {at !== null && <Moment at={at} />}
          </li>
        ))}
      </ul>
      {test.error !== null && (
        <p className="severity-high" data-testid="test-error">
          {test.error === "no_proof" ? t("contacts.noProof") : t("contacts.notSent", { why: test.error })}
        </p>
      )}
      {test.error === null && test.proof !== "opened" && <p className="quiet">{t("contacts.openIt")}</p>}
    </div>
  );
}
