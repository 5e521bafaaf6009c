import type { AlarmFigures } from "../api/schema";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { ConditionRow } from "./condition-row";
import styles from "./figures.module.css";

/** Conditions that come and go within a minute: a delay or a deadband mends them. */
export function Chattering({ figures }: { readonly figures: AlarmFigures }) {
  const { t } = useWords();
  if (figures.chattering.length === 0) return <p className="quiet">{t("figures.noChattering")}</p>;
  return (
    <>
      <p className="quiet">{t("figures.chatteringHint")}</p>
      <ul className={styles.rows} data-testid="figures-chattering">
        {figures.chattering.map((condition) => (
          <li key={`${condition.rule}|${condition.asset}|${condition.point ?? ""}`}>
            <ConditionRow site={figures.site} condition={condition}>
              {t("figures.turns", { n: condition.worst })}
              <div className="quiet">
                <Moment at={condition.at} />
              </div>
            </ConditionRow>
          </li>
        ))}
      </ul>
    </>
  );
}
