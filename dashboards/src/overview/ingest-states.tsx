import type { IngestState } from "../api/schema";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { ago, lasting } from "../time/ago";
import styles from "./overview-page.module.css";

/** Data that is older than this is not live. */
const OLD_S = 60;
const LAGS_S = 5;
const LATE_S = 2;

interface IngestStatesProps {
  readonly states: readonly IngestState[];
  /** With what ingest says of its broker and itself, for those who can do something about it. */
  readonly withWarnings?: boolean;
}

/** How fresh what we show is: age of the newest value, backlog, silent devices. */
export function IngestStates({ states, withWarnings = false }: IngestStatesProps) {
  const { t, text } = useWords();
  const { sites } = useHere();
  const since = (seconds: number) => {
    const phrase = ago(0, seconds * 1_000);
    return t(phrase.key, phrase.values);
  };
  const length = (seconds: number) => {
    const phrase = lasting(seconds * 1_000);
    return t(phrase.key, phrase.values);
  };
  return states.map((state) => {
    const site = sites.find(({ id }) => id === state.site);
    const lag = state.lag_s ?? 0;
    return (
      <ul key={state.site} className={styles.rows} data-testid="ingest-state">
        {states.length > 1 && <li>{site === undefined ? state.site : text(site.name)}</li>}
        <li>
          <span className={styles.grow}>{t("ingest.connected")}</span>
          <span className={state.connected && state.broker_connected !== false ? "quiet" : "late"}>
            {!state.connected ? t("ingest.notConnected") : state.broker_connected === false ? t("ingest.noBroker") : t("ingest.isConnected")}
          </span>
        </li>
        <li>
          <span className={styles.grow}>{t("ingest.age")}</span>
          <span className={`number ${state.data_age_s !== null && state.data_age_s < OLD_S ? "quiet" : "late"}`}>
            {state.data_age_s === null ? t("ingest.noData") : since(state.data_age_s)}
          </span>
        </li>
        {(state.judging_lag_s ?? 0) >= LATE_S && (
          <li>
            <span className={styles.grow}>{t("ingest.judging")}</span>
            <span className="number late">{t("ingest.judgingLags", { length: length(state.judging_lag_s ?? 0) })}</span>
          </li>
        )}
        <li>
          <span className={styles.grow}>{t("ingest.lag")}</span>
          <span className={`number ${lag < LAGS_S ? "quiet" : "late"}`}>
            {lag < LAGS_S ? t("ingest.noLag") : t("ingest.lags", { length: length(lag), n: state.backlog ?? 0 })}
          </span>
        </li>
        <li>
          <span className={styles.grow}>{t("ingest.devices")}</span>
          <span className={`number ${state.devices_silent === 0 ? "quiet" : "severity-high"}`}>
            {t("ingest.silent", { n: state.devices_silent, all: state.devices })}
          </span>
        </li>
        {withWarnings && state.warning !== "" && <li className="quiet">{state.warning}</li>}
      </ul>
    );
  });
}
