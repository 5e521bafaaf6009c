import { AssetLink } from "../../assets/asset-link";
import { useWords } from "../../messages/language-context";
import { Moment } from "../../time/moment";
import styles from "../rule-page.module.css";
import type { BacktestResult, KnownAlarm } from "./backtest-result";
import { changeWords } from "./change-words";
import trialStyles from "./trial.module.css";

const OUTCOMES = ["real", "false_alarm", "nothing_found"] as const;

/** Of the alarms of which somebody has said what was found: which the rule would have told, and which not. */
export function KnownOutcomes({ result }: { readonly result: BacktestResult }) {
  const { t, word } = useWords();
  const { known } = result;
  const judged = OUTCOMES.filter((outcome) => known[outcome].total > 0);
  if (judged.length === 0) return <p className="quiet">{t("trial.noKnown")}</p>;
  return (
    <div data-testid="trial-known">
      <dl className={trialStyles.sums}>
        {judged.map((outcome) => {
          const { total, before, after } = known[outcome];
          return (
            <div key={outcome} data-outcome={outcome}>
              <dt>{t("trial.outcome", { outcome: word("order.outcome", outcome), n: total })}</dt>
              <dd className="number">{t("trial.told", { n: changeWords(result.before === null ? null : before, after) })}</dd>
            </div>
          );
        })}
      </dl>
      <KnownList title={t("trial.missed", { n: known.missed.length })} alarms={known.missed} site={result.site} grave />
      <KnownList title={t("trial.avoided", { n: known.avoided.length })} alarms={known.avoided} site={result.site} />
    </div>
  );
}

interface KnownListProps {
  readonly title: string;
  readonly alarms: readonly KnownAlarm[];
  readonly site: string;
  readonly grave?: boolean;
}

function KnownList({ title, alarms, site, grave = false }: KnownListProps) {
  const { word } = useWords();
  if (alarms.length === 0) return null;
  return (
    <>
      <h4 className={grave ? "late" : undefined} style={{ margin: "12px 0 4px" }} data-testid={grave ? "trial-missed" : "trial-avoided"}>
        {grave && <span aria-hidden="true">⚠ </span>}
        {title}
      </h4>
      <ul className={styles.rows}>
        {alarms.map((alarm) => (
          <li key={`${alarm.condition} ${alarm.occurred_at}`}>
            <Moment at={alarm.occurred_at} />
            <span className={styles.grow}>
              <AssetLink site={site} id={alarm.asset} />
            </span>
            <span className="quiet">{word("order.outcome", alarm.outcome)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
