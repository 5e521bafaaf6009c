import { useWords } from "../../messages/language-context";
import type { BacktestResult } from "./backtest-result";
import { changeWords, secondsWords } from "./change-words";
import styles from "./trial.module.css";

export type EpisodeSort = "gained" | "lost" | "kept";

export const EPISODE_SORTS: readonly EpisodeSort[] = ["gained", "lost", "kept"];

interface ResultFiguresProps {
  readonly result: BacktestResult;
  readonly chosen: EpisodeSort;
  readonly choose: (sort: EpisodeSort) => void;
}

/** Three calm figures, each the way to its list; below them what both versions add up to. */
export function ResultFigures({ result, chosen, choose }: ResultFiguresProps) {
  const { t, word } = useWords();
  const { before, after } = result;
  const seconds = (value: number) => secondsWords(value, t);
  const sums: [string, string][] = [
    [t("trial.alarms"), changeWords(before?.alarms ?? null, after.alarms)],
    [t("trial.active"), changeWords(before?.active_s ?? null, after.active_s, seconds)],
    [t("trial.conditions"), changeWords(before?.conditions ?? null, after.conditions)],
  ];
  for (const name of ["suppressed", "recorded", "silent"] as const) {
    if ((before?.[name] ?? 0) + after[name] > 0) sums.push([t(`trial.${name}`), changeWords(before?.[name] ?? null, after[name])]);
  }
  return (
    <>
      <div className={styles.figures}>
        {EPISODE_SORTS.map((sort) => (
          <button
            key={sort}
            type="button"
            className={styles.figure}
            aria-pressed={sort === chosen}
            onClick={() => choose(sort)}
            data-testid={`trial-${sort}`}
            data-count={result[sort]}
          >
            <span className="quiet">{word("trial.sort", sort)}</span>
            <strong className="number">{result[sort]}</strong>
            <span className="quiet" style={{ fontSize: 13 }}>
              {word("trial.sortHint", sort)}
            </span>
          </button>
        ))}
      </div>
      <dl className={styles.sums} data-testid="trial-sums">
        {sums.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="number">{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
