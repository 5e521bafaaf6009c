import { useWords } from "../../messages/language-context";
import { valueWords } from "../point-words";
import type { Gauge } from "./picture";
import styles from "./pictures.module.css";
import { sightWords } from "./say";
import { placeOn } from "./scale";
import { shownNumber, toneOf } from "./sight";
import { toneClass, ToneGlyph } from "./tone-glyph";

/** Numbers, each on its scale with what is normal. */
export function GaugeList({ gauges }: { readonly gauges: readonly Gauge[] }) {
  if (gauges.length === 0) return null;
  return (
    <ul className={styles.gauges}>
      {gauges.map((gauge) => (
        <GaugeRow key={gauge.sight.point.key} gauge={gauge} />
      ))}
    </ul>
  );
}

function GaugeRow({ gauge }: { readonly gauge: Gauge }) {
  const words = useWords();
  const { sight } = gauge;
  const { normal, key } = sight.point;
  const tone = toneOf(sight);
  const value = shownNumber(sight);
  const percent = (at: number) => `${(placeOn(gauge, at) * 100).toFixed(1)}%`;
  return (
    <li data-testid="picture-gauge" data-key={key} data-tone={tone}>
      <div className={styles.gaugeHead}>
        <span className="quiet">{words.text(sight.point.name)}</span>
        <span className={`${styles.value} ${toneClass(tone)} number ${styles.count}`}>
          {(tone === "wrong" || tone === "unknown") && <ToneGlyph tone={tone} />}
          {sightWords(sight, words)}
        </span>
      </div>
      <div className={`${styles.track} ${value === null ? styles.hatched : ""}`} aria-hidden="true">
        {normal !== null && (
          <span className={styles.band} style={{ left: percent(normal.low ?? gauge.low), right: `${(100 - placeOn(gauge, normal.high ?? gauge.high) * 100).toFixed(1)}%` }} />
        )}
        {value !== null && <span className={`${styles.needle} ${tone === "wrong" ? styles.needleWrong : ""}`} style={{ left: percent(value) }} />}
      </div>
      <span className={`${styles.limits} number`}>{normal === null ? words.t("picture.noLimits") : limitWords(gauge, words)}</span>
    </li>
  );
}

function limitWords({ sight: { point } }: Gauge, words: Parameters<typeof valueWords>[2]): string {
  const low = point.normal?.low ?? null;
  const high = point.normal?.high ?? null;
  const said = (limit: number) => valueWords(point, limit, words);
  if (low !== null && high !== null) return words.t("picture.normalBetween", { low: valueWords(undefined, low, words), high: said(high) });
  return low !== null ? words.t("picture.normalFrom", { low: said(low) }) : words.t("picture.normalTo", { high: said(high ?? 0) });
}
