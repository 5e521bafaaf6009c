import { Link } from "react-router";

import type { Rule } from "../api/schema";
import cardStyles from "../layout/cards.module.css";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import type { RuleSpeech } from "./use-rule-speech";
import { VersionBadge } from "./version-badge";

interface RuleCardsProps {
  readonly rules: readonly Rule[];
  readonly speech: RuleSpeech;
}

export function RuleCards({ rules, speech }: RuleCardsProps) {
  const { t, word } = useWords();
  return (
    <ul className={cardStyles.cards}>
      {rules.map((rule) => (
        <li key={rule.id}>
          <Link to={`/rules/${encodeURIComponent(rule.id)}`} className={cardStyles.card} data-testid="rule-row" data-rule-id={rule.id}>
            <span className={cardStyles.line}>
              <SeverityMark severity={rule.severity} />
              <VersionBadge rule={rule} />
            </span>
            <strong>{speech.message(rule)}</strong>
            <span className="quiet">{speech.condition(rule.definition)}</span>
            <span className="quiet">{[rule.department, ...rule.assist].map((one) => word("department", one)).join(t("list.comma"))}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
