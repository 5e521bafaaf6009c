import type { QuarantineEntry } from "../api/schema";
import cardStyles from "../layout/cards.module.css";
import { useWords } from "../messages/language-context";
import { Age } from "../time/age";

interface QuarantineCardsProps {
  readonly entries: readonly QuarantineEntry[];
  readonly open: (entry: QuarantineEntry) => void;
}

export function QuarantineCards({ entries, open }: QuarantineCardsProps) {
  const { t, text } = useWords();
  return (
    <ul className={cardStyles.cards}>
      {entries.map((entry) => (
        <li key={entry.id}>
          <button
            type="button"
            className={`${cardStyles.card} ${cardStyles.button}`}
            onClick={() => open(entry)}
            data-testid="quarantine-row"
            data-reason={entry.reason}
          >
            <span className={cardStyles.line}>
              <strong>{text(entry.reason_name)}</strong>
              <span className="quiet">
                <Age at={entry.last_at} />
              </span>
            </span>
            <span>{entry.detail}</span>
            <span className={`quiet ${cardStyles.line}`}>
              <code>{entry.topic}</code>
              {entry.count > 1 && <span className="number">{t("quarantine.times", { n: entry.count })}</span>}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
