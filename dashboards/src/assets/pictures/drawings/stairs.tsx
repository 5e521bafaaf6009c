import type { Stairs } from "../picture";
import { Canvas, Unknown, Wrong } from "./canvas";
import styles from "./drawings.module.css";

const STEPS = "M20 190 H56 V166 H80 V142 H104 V118 H128 V94 H152 V70 H204";

/** An escalator: its steps with an arrow where they go, or the sign of standing still. */
export function StairsDrawing({ stairs: { running, tone }, label }: { readonly stairs: Stairs; readonly label: string }) {
  const wrong = tone === "wrong";
  return (
    <Canvas label={label} width={220} height={220} facts={{ "data-drawing": "stairs", "data-running": running ?? "unknown", "data-tone": tone }}>
      {(unknown) => (
        <>
          <path d={`${STEPS} V96 H162 L68 190 V206 H20 Z`} className={styles.body} style={running === null ? { fill: unknown } : undefined} />
          <path d={STEPS} className={wrong ? styles.bad : styles.line} />
          <path d="M26 150 H46 L146 50 H200" className={styles.line} />
          {running === "up" && <path d="M44 124 L116 52" className={`${styles.strong} ${styles.flows}`} />}
          {running === "up" && <path d="M96 50 L118 50 L118 72" className={styles.strong} />}
          {running === "down" && <path d="M116 52 L44 124" className={`${styles.strong} ${styles.flows}`} />}
          {running === "down" && <path d="M42 104 L42 126 L64 126" className={styles.strong} />}
          {running === "stopped" && <rect x="64" y="68" width="30" height="30" rx="3" className={wrong ? styles.badSolid : styles.solid} />}
          {running === null && <Unknown x={110} y={150} size={40} />}
          {wrong && <Wrong x={184} y={150} r={20} />}
        </>
      )}
    </Canvas>
  );
}
