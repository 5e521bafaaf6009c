import type { CallDelivery } from "../api/schema";
import { useWords } from "../messages/language-context";
import styles from "./call-outs.module.css";
import { Second } from "./second";

const STEPS = ["sent", "received", "opened", "acknowledged"] as const;

/** One message by one channel: how far it demonstrably came, each time to the second. */
export function DeliveryLine({ delivery }: { readonly delivery: CallDelivery }) {
  const { t, word, text } = useWords();
  const reached = STEPS.filter((step) => delivery[`${step}_at`] !== null);
  return (
    <li className={styles.delivery} data-testid="call-delivery" data-channel={delivery.channel} data-proof={delivery.proof}>
      <span className={styles.channel}>{text(delivery.channel_name)}</span>
      <span className={styles.proofs}>
        {reached.length === 0 && delivery.failed_at === null && delivery.covered_by === null && (
          <span className="quiet">
            {word("callOut.proof", "queued")} <Second at={delivery.next_at ?? delivery.queued_at} />
          </span>
        )}
        {reached.map((step) => (
          <span key={step} className={step === "sent" ? "quiet" : undefined}>
            {word("callOut.proof", step)} <Second at={delivery[`${step}_at`] ?? delivery.queued_at} />
          </span>
        ))}
        {delivery.covered_by !== null && <span className="quiet">{t("callOuts.covered")}</span>}
        {delivery.failed_at !== null && <span className="severity-high">{t("callOuts.failed", { error: delivery.error ?? "" })}</span>}
        {delivery.failed_at === null && delivery.error !== null && (
          <span className="severity-high">
            {t("callOuts.failed", { error: delivery.error })} · {t("callOuts.tries", { n: delivery.attempts })}
          </span>
        )}
      </span>
    </li>
  );
}
