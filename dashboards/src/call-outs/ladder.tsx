import type { CallOutDetail } from "../api/schema";
import { useWords } from "../messages/language-context";
import { CallOutState } from "./call-out-state";
import styles from "./call-outs.module.css";
import { DeliveryLine } from "./delivery-line";
import { Second } from "./second";

/** One call-out, step by step: who was called when, by what, and how far it came. */
export function Ladder({ callOut }: { readonly callOut: CallOutDetail }) {
  const { t, word } = useWords();
  const steps = callOut.steps.flatMap((step, number) => {
    const called = callOut.called.filter((person) => person.step === number);
    const deliveries = callOut.deliveries.filter((delivery) => delivery.step === number);
    return called.length === 0 && deliveries.length === 0 ? [] : [{ step, number, called, deliveries }];
  });
  const nameOf = (username: string) => callOut.called.find(({ person }) => person === username)?.name ?? username;
  return (
    <section className={styles.ladder} data-testid="call-ladder" data-state={callOut.state} data-department={callOut.department}>
      <header className={styles.line}>
        <strong>{word("department", callOut.department)}</strong>
        <CallOutState callOut={callOut} />
      </header>
      {callOut.state === "unanswered" && <p className="late">{t("callOuts.gaveUp")}</p>}
      <ol className={styles.steps}>
        {steps.map(({ step, number, called, deliveries }) => {
          const began = called[0]?.at ?? deliveries[0]?.queued_at;
          const people = [...new Set([...called.map(({ person }) => person), ...deliveries.flatMap(({ person }) => (person === null ? [] : [person]))])];
          return (
            <li key={number} className={styles.step} data-testid="call-step" data-step={number}>
              <span className={styles.line}>
                <span>{t("callOuts.stepOf", { n: number + 1, whom: word("callOut.whom", step.whom) })}</span>
                {began !== undefined && (
                  <span className="quiet">
                    <Second at={began} />
                  </span>
                )}
              </span>
              {people.map((person) => {
                const entry = called.find((each) => each.person === person);
                return (
                  <div key={person} className={styles.person} data-testid="called-person" data-person={person}>
                    <span>
                      {nameOf(person)}{" "}
                      <span className="quiet">
                        {entry?.posts.map((post) => word("rota.post", post)).join(" · ")}
                        {entry?.instead_of != null && ` · ${t("callOuts.instead", { post: word("rota.post", entry.instead_of) })}`}
                      </span>
                    </span>
                    <ul className={styles.deliveries}>
                      {deliveries
                        .filter((delivery) => delivery.person === person)
                        .map((delivery) => (
                          <DeliveryLine key={delivery.id} delivery={delivery} />
                        ))}
                    </ul>
                  </div>
                );
              })}
              {deliveries.some(({ person }) => person === null) && (
                <div className={styles.person}>
                  <span className="quiet">{t("callOuts.group")}</span>
                  <ul className={styles.deliveries}>
                    {deliveries
                      .filter(({ person }) => person === null)
                      .map((delivery) => (
                        <DeliveryLine key={delivery.id} delivery={delivery} />
                      ))}
                  </ul>
                </div>
              )}
            </li>
          );
        })}
      </ol>
      {callOut.already.length > 0 && <p className="quiet">{t("callOuts.already", { names: callOut.already.join(t("list.comma")) })}</p>}
    </section>
  );
}
