import type { Shaft } from "../picture";
import { Canvas, Unknown, Wrong } from "./canvas";
import styles from "./drawings.module.css";

const TOP = 14;
const BOTTOM = 226;
const CAR = 22;

/** A lift: where the car is in its shaft, and the car with its door and whoever is in it. */
export function ShaftDrawing({ shaft, label }: { readonly shaft: Shaft; readonly label: string }) {
  const { floor, door, people, direction } = shaft;
  return (
    <Canvas
      label={label}
      width={220}
      height={240}
      facts={{ "data-drawing": "shaft", "data-floor": floor ?? "unknown", "data-door": door ?? "unknown", "data-direction": direction ?? "unknown", "data-people": people ?? "unknown" }}
    >
      {(unknown) => (
        <>
          <Hoistway shaft={shaft} unknown={unknown} />
          {floor === null ? <Unknown x={130} y={36} size={36} /> : <text x="130" y="50" className={styles.floor}>{floor}</text>}
          {direction === "up" && <path d="M188 48 V22 M178 33 L188 21 L198 33" className={styles.strong} />}
          {direction === "down" && <path d="M188 21 V47 M178 36 L188 48 L198 36" className={styles.strong} />}
          {direction === null && <Unknown x={188} y={36} size={22} />}
          <rect x="76" y="70" width="130" height="156" rx="4" className={shaft.outOfService ? styles.faint : styles.body} fill={door === null ? unknown : undefined} />
          {door === "closed" && <path d="M84 78 H198 V226 H84 Z M141 78 V226" className={styles.line} />}
          {door === "open" && <path d="M84 78 H198 V226 H84 Z M100 78 V226 M182 78 V226" className={styles.line} />}
          {door === null && <rect x="84" y="78" width="114" height="148" fill={unknown} className={styles.line} />}
          <People people={people} />
        </>
      )}
    </Canvas>
  );
}

function Hoistway({ shaft: { height, lowest, highest }, unknown }: { readonly shaft: Shaft; readonly unknown: string }) {
  const way = BOTTOM - TOP - CAR;
  return (
    <>
      <rect x="34" y={TOP} width="20" height={BOTTOM - TOP} rx="3" className={height === null ? styles.line : styles.body} style={height === null ? { fill: unknown } : undefined} />
      {highest !== null && <text x="28" y={TOP + 12} className={`${styles.small} ${styles.end}`}>{highest}</text>}
      {lowest !== null && <text x="28" y={BOTTOM} className={`${styles.small} ${styles.end}`}>{lowest}</text>}
      {height === null ? (
        <Unknown x={44} y={(TOP + BOTTOM) / 2} size={20} />
      ) : (
        <rect x="36" y={TOP} width="16" height={CAR} rx="2" className={`${styles.inkSolid} ${styles.slides}`} style={{ transform: `translateY(${Math.round((1 - height) * way)}px)` }} />
      )}
    </>
  );
}

function People({ people }: { readonly people: Shaft["people"] }) {
  if (people === "nobody") return null;
  if (people === null) return <Unknown x={141} y={160} size={40} />;
  const look = people === "trapped" ? styles.badSolid : styles.inkSolid;
  return (
    <g>
      <circle cx="141" cy="138" r="13" className={look} stroke="var(--raised)" />
      <path d="M118 206 V178 a16 16 0 0 1 16 -16 h14 a16 16 0 0 1 16 16 V206 Z" className={look} />
      {people === "trapped" && <Wrong x={178} y={116} r={17} />}
    </g>
  );
}
