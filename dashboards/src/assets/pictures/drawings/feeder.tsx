import type { Feeder } from "../picture";
import { Canvas, Unknown, Wrong } from "./canvas";
import styles from "./drawings.module.css";

const ROWS = [48, 100, 152] as const;

/** A feeder: three phases through one breaker. A dead phase is dashed, a closed breaker joins the line. */
export function FeederDrawing({ feeder: { phases, breaker }, label }: { readonly feeder: Feeder; readonly label: string }) {
  return (
    <Canvas label={label} width={220} height={200} facts={{ "data-drawing": "feeder", "data-breaker": breaker ?? "unknown", "data-phases": phases.map(({ tone }) => tone).join(" ") }}>
      {(unknown) => (
        <>
          {phases.map(({ name, tone, live }, row) => {
            const y = ROWS[row] ?? 0;
            const look = live === true ? (tone === "wrong" ? styles.bad : styles.strong) : styles.faint;
            return (
              <g key={name}>
                <text x="14" y={y + 5} className={styles.small}>
                  {name}
                </text>
                <path d={`M32 ${y} H92`} className={look} />
                <Contact breaker={breaker} y={y} />
                <path d={`M132 ${y} H206`} className={live === true && breaker === "closed" ? look : styles.faint} />
                {live === null && <Unknown x={58} y={y} size={20} />}
                {live !== null && tone === "wrong" && <Wrong x={58} y={y - 2} r={11} />}
              </g>
            );
          })}
          <rect x="84" y="22" width="56" height="156" rx="5" className={breaker === "tripped" ? styles.bad : styles.line} style={breaker === null ? { fill: unknown } : undefined} />
          {breaker === null && <Unknown x={112} y={100} size={36} />}
          {breaker === "tripped" && <Wrong x={112} y={22} r={17} />}
        </>
      )}
    </Canvas>
  );
}

function Contact({ breaker, y }: { readonly breaker: Feeder["breaker"]; readonly y: number }) {
  if (breaker === null) return null;
  return (
    <>
      <circle cx="94" cy={y} r="3" className={styles.inkSolid} />
      <circle cx="130" cy={y} r="3" className={styles.inkSolid} />
      <path d={breaker === "closed" ? `M94 ${y} H130` : `M94 ${y} L124 ${y - 20}`} className={breaker === "tripped" ? styles.bad : styles.strong} />
      {breaker === "tripped" && <path d={`M124 ${y - 8} l10 10 m0 -10 l-10 10`} className={styles.bad} />}
    </>
  );
}
