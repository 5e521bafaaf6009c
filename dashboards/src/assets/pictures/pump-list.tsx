import { useWords } from "../../messages/language-context";
import type { Pump } from "./picture";
import styles from "./pictures.module.css";
import drawn from "./drawings/drawings.module.css";
import { pumpName } from "./say";
import { toneClass } from "./tone-glyph";

/** Pumps: a turning wheel runs, an empty circle stands still, a mark is a fault, a dashed circle nobody knows. */
export function PumpList({ pumps }: { readonly pumps: readonly Pump[] }) {
  const words = useWords();
  if (pumps.length === 0) return null;
  return (
    <ul className={styles.pumps}>
      {pumps.map((pump) => {
        const state = pump.state ?? "unknown";
        return (
          <li key={pump.n ?? 0} className={styles.pump} data-testid="picture-pump" data-n={pump.n ?? ""} data-state={state}>
            <Wheel state={state} />
            <span>
              <span className={styles.name}>{pumpName(pump, words)}</span>
              <span className={`${styles.value} ${toneClass(state === "fault" ? "wrong" : state === "unknown" ? "unknown" : "plain")}`}>
                {words.word("picture.pumpState", state)}
              </span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function Wheel({ state }: { readonly state: NonNullable<Pump["state"]> | "unknown" }) {
  const look = state === "fault" ? drawn.bad : state === "running" ? drawn.strong : state === "still" ? drawn.line : drawn.faint;
  return (
    <svg viewBox="0 0 34 34" aria-hidden="true">
      <circle cx="17" cy="17" r="14.500" className={look} />
      {state === "running" && (
        <path className={`${drawn.inkSolid} ${drawn.turns}`} d="M17 17 C12 12 13 6 18 6 C21 10 20 14 17 17 Z M17 17 C24 15 29 19 27 24 C22 25 18 22 17 17 Z M17 17 C15 24 10 26 6.500 22 C8 17 12 15.500 17 17 Z" />
      )}
      {state === "still" && <circle cx="17" cy="17" r="3" className={drawn.line} />}
      {state === "fault" && <path d="M17 9.500 V18.500 M17 24 V24.200" className={drawn.bad} />}
      {state === "unknown" && (
        <text x="17" y="22.500" className={styles.glyphText} style={{ fontSize: 17 }}>
          ?
        </text>
      )}
    </svg>
  );
}
