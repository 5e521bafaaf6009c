import styles from "./pictures.module.css";
import type { Tone } from "./sight";

/** ✓ as it should be, • nobody has said what is normal, ▲ deviates, a crossed-out box: nobody knows. The word stands beside it. */
export function ToneGlyph({ tone }: { readonly tone: Tone }) {
  return (
    <svg viewBox="0 0 18 18" aria-hidden="true" data-tone={tone}>
      {tone === "ok" && <path d="M3.5 9.500 7.500 13.500 15 5" className={styles.glyph} />}
      {tone === "plain" && <circle cx="9" cy="9" r="2.200" className={styles.glyph} />}
      {tone === "wrong" && (
        <>
          <path d="M9 1.200 17.300 16.500 H0.700 Z" className={styles.glyphWrong} />
          <path d="M9 6.500 V10.500 M9 13.600 V13.700" className={styles.glyphMark} />
        </>
      )}
      {tone === "unknown" && (
        <>
          <rect x="2" y="2" width="14" height="14" rx="2" className={styles.glyph} strokeDasharray="2 2.500" />
          <text x="9" y="13" className={styles.glyphText}>
            ?
          </text>
        </>
      )}
    </svg>
  );
}

/** How the word beside a glyph is written. */
export function toneClass(tone: Tone): string {
  return (tone === "wrong" ? styles.wrong : tone === "unknown" ? styles.unknown : undefined) ?? "";
}
