import { Button, Card, Segmented, Skeleton } from "antd";
import { useState } from "react";

import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { ownFirst } from "./own-first";
import styles from "./sop-card.module.css";
import { useSop } from "./use-sop";

/** What to do now: the steps of the reader's own department first, whom to call, and what never to do. */
export function SopCard({ id, lead }: { readonly id: string; readonly lead: string }) {
  const { t, text, word } = useWords();
  const { me } = useHere();
  const { data: sop, isPending } = useSop(id);
  const [chosen, choose] = useState<string | null>(null);
  if (isPending) {
    return (
      <Card size="small" title={t("sop.title")}>
        <Skeleton active paragraph={{ rows: 4 }} title={false} />
      </Card>
    );
  }
  if (sop === undefined) {
    return (
      <Card size="small" title={t("sop.title")}>
        <p className="quiet">{t("sop.missing", { id })}</p>
      </Card>
    );
  }
  const parts = ownFirst(sop.steps, me.department, lead);
  const shown = parts.find(({ department }) => department === chosen) ?? parts[0];
  return (
    <Card size="small" title={`${t("sop.title")} · ${text(sop.title)}`} data-testid="sop" data-sop-id={sop.id}>
      <p className="quiet">{text(sop.purpose)}</p>
      {sop.call.length > 0 && (
        <div className={styles.calls} role="group" aria-label={t("sop.call")}>
          {sop.call.map((contact) =>
            contact.number === null ? (
              <span key={contact.id} className={styles.contact}>
                {text(contact.name)}
              </span>
            ) : (
              <Button key={contact.id} href={`tel:${contact.number}`}>
                {text(contact.name)} {contact.number}
              </Button>
            ),
          )}
        </div>
      )}
      <Segmented
        block
        value={shown?.department}
        onChange={choose}
        options={parts.map(({ department }) => ({ value: department, label: word("department", department) }))}
      />
      <ol className={styles.steps} data-testid="sop-steps" data-department={shown?.department}>
        {shown?.steps.map((step) => (
          <li key={step.zh}>{text(step)}</li>
        ))}
      </ol>
      <h3 className={styles.heading}>{t("sop.never")}</h3>
      <ul className={styles.never}>
        {sop.never.map((each) => (
          <li key={each.zh}>{text(each)}</li>
        ))}
      </ul>
      <h3 className={styles.heading}>{t("sop.evidence")}</h3>
      <ul className={styles.evidence}>
        {sop.evidence.map((each) => (
          <li key={each.zh}>{text(each)}</li>
        ))}
      </ul>
    </Card>
  );
}
