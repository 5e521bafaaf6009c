import type { AlarmFigures } from "../api/schema";
import { useWords } from "../messages/language-context";
import { useMomentWords } from "../time/use-moment-words";
import { figureWords, numberWords } from "./figure-words";
import styles from "./figures.module.css";
import { figuresOf, type Verdict } from "./targets";

const CLASSES: Readonly<Record<Verdict, string | undefined>> = { good: undefined, over: "severity-high", "far over": "severity-critical" };

/** The figures in large, each with its target; in colour only what misses it. */
export function FigureTiles({ figures }: { readonly figures: AlarmFigures }) {
  const { t, language } = useWords();
  const momentWords = useMomentWords();
  return (
    <div className={styles.tiles}>
      <div className={styles.tile} data-testid="figure-annunciated">
        <span>{t("figures.annunciated")}</span>
        <b className="number">{numberWords(figures.annunciated, language)}</b>
        <small>{t("figures.annunciatedNote", { raised: figures.raised, operators: figures.operators })}</small>
      </div>
      {figuresOf(figures).map(({ name, value, verdict }) => (
        <div key={name} className={styles.tile} data-testid={`figure-${name}`} data-verdict={verdict}>
          <span>{t(`figures.${name}`)}</span>
          <b className={`number ${CLASSES[verdict] ?? ""}`}>{figureWords(name, value, language)}</b>
          <small>{t(`figures.${name}.target`)}</small>
          {name === "peak" && figures.peak !== null && <small>{t("figures.peakAt", { time: momentWords(figures.peak.until), n: figures.peak.count })}</small>}
          {name === "inFlood" && figures.floods.length > 0 && <small>{t("figures.floods", { n: figures.floods.length })}</small>}
        </div>
      ))}
    </div>
  );
}
