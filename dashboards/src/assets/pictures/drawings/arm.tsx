import type { Arm } from "../picture";
import { Canvas, Unknown, Wrong } from "./canvas";
import styles from "./drawings.module.css";

const TURN: Readonly<Record<string, number>> = { down: 0, moving: -38, up: -78, fault: 0 };

/** A gate of a car park: its arm, and the vehicle in front of it. */
export function ArmDrawing({ arm: { arm, vehicle, hit }, label }: { readonly arm: Arm; readonly label: string }) {
  const wrong = hit || arm === "fault";
  return (
    <Canvas label={label} width={220} height={200} facts={{ "data-drawing": "arm", "data-arm": arm ?? "unknown", "data-vehicle": vehicle === null ? "unknown" : String(vehicle) }}>
      {(unknown) => (
        <>
          <path d="M10 186 H210" className={styles.line} />
          <rect x="18" y="104" width="26" height="82" rx="3" className={styles.body} style={arm === null ? { fill: unknown } : undefined} />
          {arm === null ? (
            <>
              <rect x="44" y="104" width="156" height="14" className={styles.faint} style={{ fill: unknown }} />
              <Unknown x={122} y={111} size={40} />
            </>
          ) : (
            <g className={styles.slides} style={{ transform: `rotate(${TURN[arm] ?? 0}deg)`, transformOrigin: "32px 112px" }}>
              <rect x="32" y="106" width="170" height="12" rx="3" className={wrong ? styles.badSolid : arm === "moving" ? styles.solid : styles.inkSolid} />
            </g>
          )}
          {vehicle === true && <path d="M92 176 a9 9 0 1 0 18 0 a9 9 0 1 0 -18 0 M150 176 a9 9 0 1 0 18 0 a9 9 0 1 0 -18 0 M92 176 H76 V158 L98 152 L110 134 H158 L172 152 L186 156 V176 H168 M110 176 H150" className={styles.strong} />}
          {vehicle === null && <Unknown x={130} y={160} size={24} />}
          {wrong && <Wrong x={184} y={70} r={20} />}
        </>
      )}
    </Canvas>
  );
}
