import type { ReactNode } from "react";

import type { NoticeRecipient } from "../api/schema";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import styles from "./notices.module.css";

interface RecipientRowProps {
  readonly recipient: NoticeRecipient;
  /** What can be done with it. */
  readonly children: ReactNode;
}

/** One address, masked, with its unit and since when its owner agrees. */
export function RecipientRow({ recipient, children }: RecipientRowProps) {
  const { t, text } = useWords();
  const by = recipient.by === "email" ? "notices.by.email" : "notices.by.sms";
  return (
    <li className={styles.card} data-testid="recipient" data-ended={recipient.ended ?? ""}>
      <span className={`${styles.line} ${styles.spread}`}>
        <span>{text(recipient.place)}</span>
        {children}
      </span>
      <span className={`quiet ${styles.line}`}>
        <span>{t(by)}</span>
        <span className="number">{recipient.hint}</span>
        <Moment at={recipient.ended_at ?? recipient.consented_at} />
        {recipient.ended !== null && <span>{t(`notices.ended.${recipient.ended}`)}</span>}
      </span>
    </li>
  );
}
