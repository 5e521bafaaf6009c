import { Popover } from "antd";

import { useNarrow } from "../layout/use-media";
import { useWords } from "../messages/language-context";
import { type Behind, behind } from "./behind";
import styles from "./lag-notice.module.css";
import { useBehindWords } from "./use-behind-words";
import { useIngestHere } from "./use-ingest";

/** Beside the state of the connection: says when values, alarms or storing are behind, and nothing while they are not. */
export function LagNotice() {
  const { t } = useWords();
  const narrow = useNarrow();
  const health = useIngestHere();
  const { sentence, short } = useBehindWords();
  const all = health === undefined ? [] : behind(health);
  const [worst] = all;
  if (worst === undefined) return null;
  return (
    <Popover trigger={["click", "hover"]} placement="bottomRight" title={t("behind.title")} content={<Details all={all} />}>
      <button
        type="button"
        className={`${styles.notice} ${worst.urgent ? "late" : "severity-medium"}`}
        data-testid="lag-notice"
        data-part={worst.part}
        aria-label={sentence(worst)}
      >
        <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.5">
          <circle cx="6" cy="6" r="5" />
          <path d="M6 3v3l2 1.5" />
        </svg>
        <span className="number">{narrow ? short(worst) : sentence(worst)}</span>
        {all.length > 1 && <span className="quiet">+{all.length - 1}</span>}
      </button>
    </Popover>
  );
}

function Details({ all }: { readonly all: readonly Behind[] }) {
  const { t } = useWords();
  const { sentence } = useBehindWords();
  const comfort = comfortOf(all);
  return (
    <div className={styles.details} data-testid="lag-details">
      <ul>
        {all.map((one) => (
          <li key={one.key} className={one.urgent ? "late" : "severity-medium"}>
            {sentence(one)}
          </li>
        ))}
      </ul>
      {comfort !== null && <p className="quiet">{t(comfort)}</p>}
    </div>
  );
}

/** What may truly be said to those who worry: not of a broker that drops messages, nor of a disk that delays alarms. */
function comfortOf(all: readonly Behind[]): "behind.alarmsAreNot" | "behind.nothingIsLost" | null {
  if (all.some(({ part }) => part === "queue" || part === "disk")) return null;
  return all.every(({ part }) => part === "storing") ? "behind.alarmsAreNot" : "behind.nothingIsLost";
}
