import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { useAssetNames } from "../../assets/use-assets";
import { useWords } from "../../messages/language-context";
import { Moment } from "../../time/moment";
import styles from "../rule-page.module.css";
import type { BacktestResult, Episode } from "./backtest-result";
import { secondsWords } from "./change-words";
import type { EpisodeSort } from "./result-figures";

const FIRST = 8;

interface EpisodeListProps {
  readonly result: BacktestResult;
  readonly sort: EpisodeSort;
}

/** The alarms of one sort: when, of what, how long; those kept with how much earlier or later they come. */
export function EpisodeList({ result, sort }: EpisodeListProps) {
  const { t } = useWords();
  const assets = useAssetNames();
  const [all, showAll] = useState(false);
  const found = sort === "kept" ? result.episodes.kept.map(({ after, before }) => ({ episode: after, before })) : result.episodes[sort].map(alone);
  const shown = all ? found : found.slice(0, FIRST);
  if (found.length === 0) return <p className="quiet">{t(`trial.none.${sort}`)}</p>;
  return (
    <div data-testid="trial-episodes" data-sort={sort}>
      <ul className={styles.rows}>
        {shown.map(({ episode, before }, index) => (
          <li key={`${episode.condition} ${episode.raised_at} ${index}`}>
            <span style={{ minWidth: 110 }}>
              <Moment at={episode.raised_at} />
            </span>
            <span className={styles.grow}>
              <EpisodeWords episode={episode} />
            </span>
            {before !== null && <Shift before={before.raised_at} after={episode.raised_at} />}
            <span className="quiet">{lengthOf(episode, t)}</span>
            <Link to={`/assets/${encodeURIComponent(episode.asset)}`} className="quiet">
              {assets.place(result.site, episode.asset) || assets.name(result.site, episode.asset)}
            </Link>
          </li>
        ))}
      </ul>
      {found.length > FIRST && !all && (
        <Button type="link" onClick={() => showAll(true)} style={{ paddingInline: 0 }}>
          {t("trial.showAll", { n: found.length })}
        </Button>
      )}
      {result[sort] > found.length && <p className="quiet">{t("trial.cut", { n: found.length, all: result[sort] })}</p>}
    </div>
  );
}

function alone(episode: Episode): { readonly episode: Episode; readonly before: Episode | null } {
  return { episode, before: null };
}

function EpisodeWords({ episode }: { readonly episode: Episode }) {
  const { t, text } = useWords();
  return (
    <>
      {text(episode.message)} {episode.late && <span className="quiet">· {t("alarms.late")}</span>}
    </>
  );
}

/** By how much the changed rule tells earlier or later; nothing when it is the same. */
function Shift({ before, after }: { readonly before: string; readonly after: string }) {
  const { t } = useWords();
  const seconds = Math.round((Date.parse(after) - Date.parse(before)) / 1_000);
  if (seconds === 0) return null;
  return <span>{t(seconds > 0 ? "trial.comesLater" : "trial.comesEarlier", { length: secondsWords(Math.abs(seconds), t) })}</span>;
}

function lengthOf({ raised_at, returned_at }: Episode, t: ReturnType<typeof useWords>["t"]): string {
  if (returned_at === null) return t("trial.stillActive");
  return t("alarms.lasted", { length: secondsWords((Date.parse(returned_at) - Date.parse(raised_at)) / 1_000, t) });
}
