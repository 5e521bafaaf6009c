import { Card } from "antd";

import { useWords } from "../messages/language-context";
import styles from "./call-outs.module.css";
import { Ladder } from "./ladder";
import { useCallOutsAbout } from "./use-call-outs";

/** Who was called for an alarm or an order, and how far it came; nothing where nobody was. What only told comes last. */
export function CallOutsCard(about: { readonly alarm: string } | { readonly order: string }) {
  const { t } = useWords();
  const { data } = useCallOutsAbout(about);
  if (data === undefined || data.length === 0) return null;
  const ordered = [...data.filter(({ asks }) => asks), ...data.filter(({ asks }) => !asks)];
  return (
    <Card size="small" title={t("callOuts.card")} data-testid="call-outs-card">
      <div className={styles.ladders}>
        {ordered.map((callOut) => (
          <Ladder key={callOut.id} callOut={callOut} />
        ))}
      </div>
    </Card>
  );
}
