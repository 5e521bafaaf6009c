import { Card } from "antd";

import type { Whistle } from "../api/schema";
import { useWords } from "../messages/language-context";
import { useMomentWords } from "../time/use-moment-words";
import { usePersonName } from "../work-orders/use-people";
import { CallState } from "./call-state";
import styles from "./whistles.module.css";

/** Who is in, who is awaited, who is late. */
export function WhistleCalls({ whistle }: { readonly whistle: Whistle }) {
  const { t, word } = useWords();
  const nameOf = usePersonName();
  const moment = useMomentWords();
  return (
    <Card size="small" title={t("whistles.calls")}>
      <ul className={styles.calls}>
        {whistle.calls.map((call) => (
          <li key={call.department} className={styles.call} data-testid="whistle-call" data-department={call.department} data-state={call.state}>
            <span className={styles.line}>
              <span className={styles.department}>{word("department", call.department)}</span>
              <CallState call={call} over={whistle.state !== "open"} />
            </span>
            {call.checked_in_at !== null && (
              <span className="quiet">
                {t("whistles.checkedIn", { name: nameOf(call.checked_in_by ?? ""), time: moment(call.checked_in_at) })}
                {call.note !== "" && ` · ${call.note}`}
              </span>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
