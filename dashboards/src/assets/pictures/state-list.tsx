import { useWords } from "../../messages/language-context";
import type { State } from "./picture";
import styles from "./pictures.module.css";
import { stateWords } from "./say";
import { stateTone } from "./state-tone";
import { ToneGlyph, toneClass } from "./tone-glyph";

/** Points as words, each with a shape that says how it is. */
export function StateList({ states }: { readonly states: readonly State[] }) {
  const words = useWords();
  if (states.length === 0) return null;
  return (
    <ul className={styles.states}>
      {states.map((state) => {
        const key = `${state.sight.point.key}${state.flag === undefined ? "" : `:${state.flag}`}`;
        const tone = stateTone(state);
        const { name, value } = stateWords(state, words);
        return (
          <li key={key} className={styles.state} data-testid="picture-state" data-key={key} data-tone={tone}>
            <ToneGlyph tone={tone} />
            <span>
              <span className={styles.name}>{name}</span>
              <span className={`${styles.value} ${toneClass(tone)} number`}>{value}</span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
