import { Link } from "react-router";

import type { Whistle } from "../api/schema";
import cardStyles from "../layout/cards.module.css";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import { Moment } from "../time/moment";
import { WhistlePlace } from "./whistle-place";
import styles from "./whistles.module.css";

/** Whistles at a glance: what, where, how many are in, how many late. */
export function WhistleCards({ whistles }: { readonly whistles: readonly Whistle[] }) {
  return (
    <ul className={styles.list}>
      {whistles.map((whistle) => (
        <li key={whistle.id}>
          <Link to={`/whistles/${whistle.id}`} className={cardStyles.card} data-testid="whistle-row" data-whistle-id={whistle.id} data-state={whistle.state}>
            <span className={cardStyles.line}>
              <SeverityMark severity={whistle.severity} />
              <WhistleSummary whistle={whistle} />
            </span>
            <strong>{whistle.matter}</strong>
            <span className={cardStyles.line}>
              <span className="quiet">
                <WhistlePlace whistle={whistle} />
              </span>
              <span className="quiet">
                <Moment at={whistle.blown_at} />
              </span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** How many are in, how many late; or that it is over. */
export function WhistleSummary({ whistle }: { readonly whistle: Whistle }) {
  const { t, word } = useWords();
  const come = whistle.calls.filter(({ state }) => state === "in").length;
  const late = whistle.calls.filter(({ state }) => state === "late").length;
  return (
    <span className={styles.summary}>
      {whistle.state !== "open" && <span className="quiet">{word("whistle.state", whistle.state)}</span>}
      <span data-testid="whistle-in">{t("whistles.in", { n: come, all: whistle.calls.length })}</span>
      {late > 0 && (
        <span className="late" data-testid="whistle-late">
          {t("whistles.lateCount", { n: late })}
        </span>
      )}
    </span>
  );
}
