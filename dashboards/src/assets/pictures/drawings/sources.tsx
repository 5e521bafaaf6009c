import { strokes } from "../../../icons/strokes";
import { useWords } from "../../../messages/language-context";
import type { Source, Sources } from "../picture";
import { Canvas, Unknown, Wrong } from "./canvas";
import styles from "./drawings.module.css";

const GLYPHS = { mains: strokes.power, battery: strokes.ups, bypass: strokes.link, generator: strokes.generator } as const;
const HEIGHT = 200;

/** What can feed a load, and on what it hangs now: one line is drawn through, the others are dashed. */
export function SourcesDrawing({ sources: { sources }, label }: { readonly sources: Sources; readonly label: string }) {
  const gap = HEIGHT / sources.length;
  return (
    <Canvas
      label={label}
      width={220}
      height={HEIGHT}
      facts={{ "data-drawing": "sources", "data-feeding": sources.filter(({ feeding }) => feeding === true).map(({ name }) => name).join(" ") || "none" }}
    >
      {(unknown) => (
        <>
          {sources.map((source, row) => (
            <Way key={source.name} source={source} y={gap * (row + 0.5)} unknown={unknown} />
          ))}
          <rect x="178" y={HEIGHT / 2 - 22} width="34" height="44" rx="5" className={styles.ground} />
          <g transform={`translate(183 ${HEIGHT / 2 - 12})`}>
            <path d={strokes.plug} className={styles.strong} style={{ strokeWidth: 1.6 }} />
          </g>
        </>
      )}
    </Canvas>
  );
}

function Way({ source: { name, tone, feeding }, y, unknown }: { readonly source: Source; readonly y: number; readonly unknown: string }) {
  const { word } = useWords();
  const nobody = feeding === null || tone === "unknown";
  const look = tone === "wrong" ? styles.bad : styles.strong;
  return (
    <g>
      <path d={`M62 ${y - 6} H124 V${HEIGHT / 2} H176`} className={feeding === true ? look : styles.faint} />
      <circle cx="38" cy={y - 6} r="22" className={feeding === true || tone === "wrong" ? look : styles.line} style={{ fill: nobody ? unknown : "var(--raised)" }} />
      {nobody ? (
        <Unknown x={38} y={y - 6} size={24} />
      ) : (
        <g transform={`translate(26 ${y - 18})`}>
          <path d={GLYPHS[name]} className={styles.strong} style={{ strokeWidth: 1.6 }} />
        </g>
      )}
      <text x="38" y={y + 30} className={styles.small}>
        {word("picture.source", name)}
      </text>
      {tone === "wrong" && <Wrong x={58} y={y - 24} r={11} />}
    </g>
  );
}
