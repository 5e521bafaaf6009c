import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { Age } from "../time/age";
import { usePersonName } from "../work-orders/use-people";
import styles from "./alarm-call.module.css";
import type { OnTheWay } from "./going";

/** Who is there, who goes, who has been called: a guard alone at night wants to know. */
export function GoingList({ people }: { readonly people: readonly OnTheWay[] }) {
  const { t, word } = useWords();
  const { me } = useHere();
  const nameOf = usePersonName();
  if (people.length === 0) return null;
  const named = (person: string) => (person === me.username ? t("phone.me") : nameOf(person));
  const onIt = people.filter(({ where }) => where !== "called");
  const called = people.filter(({ where }) => where === "called");
  return (
    <section className={styles.card} aria-labelledby="going">
      <h2 id="going">{t("phone.who")}</h2>
      <ul className={styles.people} data-testid="going" aria-live="polite">
        {onIt.map(({ person, where, at }) => (
          <li key={person} data-person={person} data-where={where}>
            <span>{named(person)}</span>
            <strong>{word("phone.where", where)}</strong>
            <span className="quiet">{at !== null && <Age at={at} />}</span>
          </li>
        ))}
      </ul>
      {called.length > 0 && (
        <p className="quiet" data-testid="only-called">
          {t("phone.calledToo", { names: called.map(({ person }) => named(person)).join(t("list.comma")) })}
        </p>
      )}
    </section>
  );
}
