import { useWords } from "../../../messages/language-context";
import { valueWords } from "../../point-words";
import type { Gauge, Tank } from "../picture";
import { placeOn } from "../scale";
import { shownNumber, toneOf } from "../sight";
import { Canvas, Unknown, Wrong } from "./canvas";
import styles from "./drawings.module.css";

const TOP = 20;
const BOTTOM = 196;
const LEFT = 20;
const RIGHT = 150;

/** A tank or a pit: how full it is, and between which marks that is normal. */
export function TankDrawing({ tank: { level, pit }, label }: { readonly tank: Tank; readonly label: string }) {
  const value = level === null ? null : shownNumber(level.sight);
  const wrong = level !== null && toneOf(level.sight) === "wrong";
  return (
    <Canvas label={label} width={220} height={220} facts={{ "data-drawing": "tank", "data-level": value ?? "unknown", "data-tone": level === null ? "unknown" : toneOf(level.sight) }}>
      {(unknown) => (
        <>
          {level === null || value === null ? (
            <>
              <rect x={LEFT} y={TOP} width={RIGHT - LEFT} height={BOTTOM - TOP} style={{ fill: unknown }} />
              <Unknown x={(LEFT + RIGHT) / 2} y={(TOP + BOTTOM) / 2} size={44} />
            </>
          ) : (
            <Filled level={level} value={value} wrong={wrong} />
          )}
          <path d={pit ? `M4 ${TOP} H${LEFT} V${BOTTOM} H${RIGHT} V${TOP} H166` : `M${LEFT} ${TOP} V${BOTTOM} H${RIGHT} V${TOP} Z`} className={wrong ? styles.bad : styles.strong} />
          {level !== null && <Limits level={level} />}
          {wrong && <Wrong x={LEFT + 22} y={TOP + 24} r={16} />}
        </>
      )}
    </Canvas>
  );
}

function Filled({ level, value, wrong }: { readonly level: Gauge; readonly value: number; readonly wrong: boolean }) {
  const words = useWords();
  const depth = placeOn(level, value) * (BOTTOM - TOP);
  return (
    <>
      <rect x={LEFT} y={TOP} width={RIGHT - LEFT} height={BOTTOM - TOP} className={styles.body} style={{ stroke: "none" }} />
      <rect x={LEFT} y={BOTTOM - depth} width={RIGHT - LEFT} height={depth} className={wrong ? styles.badWater : styles.water} />
      <path d={`M${LEFT} ${BOTTOM - depth} H${RIGHT}`} className={wrong ? styles.bad : styles.strong} />
      <text x={(LEFT + RIGHT) / 2} y="118" className={styles.big}>
        {valueWords(level.sight.point, value, words)}
      </text>
    </>
  );
}

/** The marks between which the level is normal; without any, the ends of the scale. */
function Limits({ level }: { readonly level: Gauge }) {
  const words = useWords();
  const { normal } = level.sight.point;
  const marks = [normal?.low ?? null, normal?.high ?? null].filter((mark) => mark !== null && mark > level.low && mark < level.high);
  const drawn = marks.length > 0 ? marks : [level.low, level.high];
  return drawn.map((mark) => {
    const y = BOTTOM - placeOn(level, mark ?? 0) * (BOTTOM - TOP);
    return (
      <g key={mark}>
        <path d={`M${RIGHT - 12} ${y} H${RIGHT + 12}`} className={styles.line} />
        <text x={RIGHT + 17} y={y + 4.5} className={`${styles.small} ${styles.start}`}>
          {valueWords(level.sight.point, mark, words)}
        </text>
      </g>
    );
  });
}
