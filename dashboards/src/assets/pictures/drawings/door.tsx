import type { Door } from "../picture";
import { Canvas, Unknown, Wrong } from "./canvas";
import styles from "./drawings.module.css";

/** A door in its frame, open or shut, with its lock; what is wrong with it wears the mark. */
export function DoorDrawing({ door: { leaf, lock, alarm }, label }: { readonly door: Door; readonly label: string }) {
  const wrong = alarm || leaf === "fault" || lock === "fault";
  return (
    <Canvas label={label} width={220} height={220} facts={{ "data-drawing": "door", "data-leaf": leaf ?? "unknown", "data-lock": lock ?? "unknown", "data-alarm": String(alarm) }}>
      {(unknown) => (
        <>
          <path d="M14 206 H206" className={styles.line} />
          <path d="M58 206 V18 H156 V206" className={wrong ? styles.bad : styles.strong} />
          {leaf === "closed" && <rect x="64" y="24" width="86" height="182" className={styles.body} />}
          {leaf === "closed" && <circle cx="138" cy="118" r="4.5" className={styles.solid} />}
          {leaf === "open" && <path d="M64 24 L24 44 V218 L64 206 Z" className={styles.body} />}
          {leaf === "open" && <circle cx="32" cy="130" r="4.5" className={styles.solid} />}
          {(leaf === null || leaf === "fault") && <rect x="64" y="24" width="86" height="182" fill={unknown} className={styles.line} style={{ fill: unknown }} />}
          {(leaf === null || leaf === "fault") && <Unknown x={107} y={115} size={44} />}
          {lock === "locked" && <path d="M172 106 h26 v22 h-26 Z M177 106 v-8 a8 8 0 0 1 16 0 v8" className={styles.strong} />}
          {lock === "unlocked" && <path d="M172 106 h26 v22 h-26 Z M193 106 v-8 a8 8 0 0 1 16 0 v4" className={styles.line} />}
          {(lock === null || lock === "fault") && <path d="M172 106 h26 v22 h-26 Z" className={styles.line} style={{ fill: unknown }} />}
          {(lock === null || lock === "fault") && <Unknown x={185} y={117} size={18} />}
          {wrong && <Wrong x={107} y={60} r={22} />}
        </>
      )}
    </Canvas>
  );
}
