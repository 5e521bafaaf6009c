import { type IconName, strokes } from "../../../icons/strokes";
import type { Emblem } from "../picture";
import { Canvas, Unknown, Wrong } from "./canvas";
import styles from "./drawings.module.css";

/** The icon of the type in a ring: whole while it is as it should be, hatched when nobody knows, marked when it deviates. */
export function EmblemDrawing({ emblem: { tone }, icon, label }: { readonly emblem: Emblem; readonly icon: string; readonly label: string }) {
  const path = icon in strokes ? strokes[icon as IconName] : strokes.device;
  return (
    <Canvas label={label} width={220} height={180} facts={{ "data-drawing": "emblem", "data-tone": tone }}>
      {(unknown) => (
        <>
          <circle cx="110" cy="90" r="74" className={tone === "wrong" ? styles.bad : styles.line} style={{ fill: tone === "unknown" ? unknown : "var(--wash)" }} />
          <g transform="translate(62 42) scale(4)" className={tone === "unknown" ? styles.emblem : tone === "wrong" ? styles.emblemBad : styles.emblemInk}>
            <path d={path} fill="none" stroke="currentColor" strokeWidth="1.1" strokeLinecap="round" strokeLinejoin="round" opacity={tone === "unknown" ? 0.55 : 1} />
          </g>
          {tone === "unknown" && <Unknown x={164} y={40} size={40} />}
          {tone === "wrong" && <Wrong x={166} y={38} r={22} />}
          {tone === "ok" && (
            <>
              <circle cx="164" cy="38" r="17" className={styles.ground} />
              <path d="M156 38 L162 45 L173 31" className={styles.line} />
            </>
          )}
        </>
      )}
    </Canvas>
  );
}
