import type { AssetDetail } from "../api/schema";
import { Icon } from "../icons/icon";
import { useSop } from "../knowledge/use-sop";
import { useWords } from "../messages/language-context";
import styles from "./alarm-call.module.css";
import { numbersToCall } from "./numbers";

/** As long as the numbers of the emergency services. */
const SHORT = 3;

interface CallNumbersProps {
  readonly sop: string | null;
  readonly asset: AssetDetail | undefined;
}

/** Whom to ring, one tap each: those of the procedure, the asset's maintainer, and always 119, 120 and 110. */
export function CallNumbers({ sop: id, asset }: CallNumbersProps) {
  const { t, text } = useWords();
  const { data: sop } = useSop(id);
  return (
    <section className={styles.card} aria-labelledby="numbers">
      <h2 id="numbers">{t("phone.numbers")}</h2>
      <div className={styles.numbers} data-testid="numbers">
        {numbersToCall(sop?.call ?? [], asset?.attributes ?? {}).map(({ number, name }) => (
          <a key={number} href={`tel:${number}`} className={styles.number} data-long={number.length > SHORT} data-testid="call-number">
            <Icon name="phone" />
            <span>{text(name)}</span>
            <strong className="number">{number}</strong>
          </a>
        ))}
      </div>
    </section>
  );
}
