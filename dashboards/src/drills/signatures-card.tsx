import { Button, Card } from "antd";
import { useState } from "react";

import type { DrillDetail } from "../api/schema";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { DrillSignDialog } from "./drill-sign-dialog";
import styles from "./drills.module.css";

/** Who has signed the record, and the way to sign. */
export function SignaturesCard({ drill }: { readonly drill: DrillDetail }) {
  const { t, word } = useWords();
  const [signing, setSigning] = useState(false);
  if (drill.signatures.length === 0 && !drill.may.sign) return null;
  return (
    <Card
      size="small"
      title={t("drills.signatures")}
      extra={
        drill.may.sign && (
          <Button onClick={() => setSigning(true)} data-testid="drill-sign">
            {t("drills.sign")}
          </Button>
        )
      }
    >
      {drill.signatures.length === 0 && <span className="quiet">{t("drills.noSignatures")}</span>}
      <ul className={styles.slots}>
        {drill.signatures.map((each) => (
          <li key={each.id} className={styles.slot} data-testid="drill-signature">
            <strong>{each.name}</strong>
            <span className="quiet">
              {word("drill.signer", each.signed_as)} · <Moment at={each.signed_at} />
            </span>
          </li>
        ))}
      </ul>
      {signing && <DrillSignDialog drill={drill.id} close={() => setSigning(false)} />}
    </Card>
  );
}
