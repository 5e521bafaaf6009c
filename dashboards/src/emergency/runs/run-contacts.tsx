import { Button } from "antd";
import { useState } from "react";

import type { PlanRunDetail, RunContact } from "../../api/schema";
import { Icon } from "../../icons/icon";
import { useWords } from "../../messages/language-context";
import { useMomentWords } from "../../time/use-moment-words";
import { type LastCall, lastCalls } from "./call-log";
import styles from "./runs.module.css";
import type { WriteRun } from "./use-runs";
import { useWho } from "./use-who";

/** Whom the plan calls: one tap rings, the next one says whether they were reached. */
export function RunContacts({ run, write }: { readonly run: PlanRunDetail; readonly write: WriteRun }) {
  const { t } = useWords();
  const calls = lastCalls(run.log);
  const [rung, setRung] = useState<string | null>(null);
  return (
    <section className={styles.part} aria-label={t("planRuns.contacts")} data-testid="run-contacts">
      <h2>{t("planRuns.contacts")}</h2>
      {run.contacts.length === 0 && <p className="quiet">{t("planRuns.contactsNone")}</p>}
      <ul>
        {run.contacts.map((contact) => (
          <Contact
            key={contact.id}
            contact={contact}
            last={calls.get(contact.id)}
            may={run.may.call}
            asked={rung === contact.id}
            ring={() => setRung(contact.id)}
            busy={write.isPending}
            tell={(reached) => write.mutate({ what: "call", contact: contact.id, reached }, { onSuccess: () => setRung(null) })}
          />
        ))}
      </ul>
    </section>
  );
}

interface ContactProps {
  readonly contact: RunContact;
  readonly last: LastCall | undefined;
  readonly may: boolean;
  /** They were just rung: how did it go? */
  readonly asked: boolean;
  readonly ring: () => void;
  readonly busy: boolean;
  readonly tell: (reached: boolean) => void;
}

function Contact({ contact, last, may, asked, ring, busy, tell }: ContactProps) {
  const { t, text } = useWords();
  const who = useWho();
  const momentOf = useMomentWords();
  const name = text(contact.name);
  return (
    <li className={styles.line} data-testid="run-contact" data-contact={contact.id} data-called={last === undefined ? "no" : last.reached ? "reached" : "not-reached"}>
      <span className={styles.between}>
        <strong>{name}</strong>
        {contact.number === null ? (
          <span className="late">{t("planRuns.noNumber")}</span>
        ) : (
          <a href={`tel:${contact.number}`} className={styles.dial} onClick={ring} aria-label={t("planRuns.dial", { name })} data-testid="dial-contact">
            <Icon name="phone" /> <span className="number">{contact.number}</span>
          </a>
        )}
      </span>
      {last !== undefined && (
        <span className={last.reached ? "quiet" : "late"} data-testid="last-call">
          {last.reached ? "✓ " : "✗ "}
          {t(last.reached ? "planRuns.reached" : "planRuns.notReached")} · {who(last.by)} · {momentOf(last.at)}
          {last.times > 1 && ` · ${t("planRuns.times", { n: last.times })}`}
        </span>
      )}
      {may && (asked || contact.number === null || last === undefined) && (
        <span className={styles.results} role="group" aria-label={t("planRuns.howWasIt", { name })}>
          {asked && <span>{t("planRuns.howWasIt", { name })}</span>}
          <Button size="middle" type={asked ? "primary" : "default"} disabled={busy} onClick={() => tell(true)} data-testid="call-reached">
            {t("planRuns.reached")}
          </Button>
          <Button size="middle" disabled={busy} onClick={() => tell(false)} data-testid="call-not-reached">
            {t("planRuns.notReached")}
          </Button>
        </span>
      )}
      {may && !asked && contact.number !== null && last !== undefined && (
        <span>
          <Button type="link" size="small" onClick={ring} style={{ paddingInline: 0 }}>
            {t("planRuns.calledAgain")}
          </Button>
        </span>
      )}
    </li>
  );
}
