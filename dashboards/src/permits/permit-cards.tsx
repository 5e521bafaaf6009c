import { Link } from "react-router";

import type { Permit } from "../api/schema";
import cardStyles from "../layout/cards.module.css";
import { useWords } from "../messages/language-context";
import { PermitCountdown } from "./permit-countdown";
import { PermitStateWord } from "./permit-state-word";

interface PermitCardsProps {
  readonly permits: readonly Permit[];
  readonly gone?: ReadonlySet<string>;
}

/** On a phone: what kind, what work, where, how it stands. */
export function PermitCards({ permits, gone }: PermitCardsProps) {
  const { word } = useWords();
  return (
    <ul className={cardStyles.cards}>
      {permits.map((permit) => (
        <li key={permit.id}>
          <Link
            to={`/permits/${permit.id}`}
            className={`${cardStyles.card} ${gone?.has(permit.id) ? cardStyles.gone : ""}`}
            data-testid="permit-row"
            data-permit-id={permit.id}
          >
            <span className={cardStyles.line}>
              <span>{word("permit.kind", permit.kind)}</span>
              <PermitStateWord state={permit.state} />
            </span>
            <strong>{permit.work}</strong>
            <span className={cardStyles.line}>
              <span className="quiet">{permit.place}</span>
              <PermitCountdown permit={permit} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
