import type { PermitKind } from "../api/schema";
import { Icon } from "../icons/icon";
import { useWords } from "../messages/language-context";
import styles from "./new-permit.module.css";
import { KIND_ICONS, PERMIT_KINDS } from "./permit-kinds";

interface KindCardsProps {
  readonly value?: PermitKind;
  readonly onChange?: (kind: PermitKind) => void;
}

/** The kinds of work, each with what it asks for; one is chosen, with arrow keys too. */
export function KindCards({ value, onChange }: KindCardsProps) {
  const { t, word } = useWords();
  return (
    <div className={styles.kinds} role="radiogroup" aria-label={t("permit.kind")}>
      {PERMIT_KINDS.map((kind) => (
        <label key={kind} className={`${styles.kind} ${value === kind ? styles.chosen : ""}`}>
          <input
            type="radio"
            name="permit-kind"
            className="visually-hidden"
            checked={value === kind}
            onChange={() => onChange?.(kind)}
            data-testid={`kind-${kind}`}
          />
          <Icon name={KIND_ICONS[kind]} size={1.6} />
          <span>
            <strong>{word("permit.kind", kind)}</strong>
            <span className="quiet">{word("permit.about", kind)}</span>
          </span>
        </label>
      ))}
    </div>
  );
}
