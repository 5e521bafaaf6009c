import { useWords } from "../messages/language-context";
import styles from "./severity-mark.module.css";

const SHAPES: Readonly<Record<string, string>> = {
  critical: "M8 0.8 15.2 8 8 15.2 0.8 8Z",
  high: "M8 1.4 15.3 14.4H0.7Z",
  medium: "M8 1.6a6.4 6.4 0 1 0 0 12.8a6.4 6.4 0 1 0 0-12.8Z",
};

interface SeverityMarkProps {
  readonly severity: string;
  /** Nobody has acknowledged it: blinks slowly. */
  readonly blinks?: boolean;
  /** The shape alone; its word is then only read aloud. */
  readonly wordless?: boolean;
}

/** ◆ 紧急 ▲ 重要 ● 一般 ○ 提示: shape, colour and word, so that none of them is needed alone. */
export function SeverityMark({ severity, blinks = false, wordless = false }: SeverityMarkProps) {
  const { word } = useWords();
  const shape = SHAPES[severity];
  return (
    <span className={`${styles.mark} severity-${severity}`} title={wordless ? word("severity", severity) : undefined}>
      <svg viewBox="0 0 16 16" aria-hidden="true" className={blinks ? "blinks" : undefined}>
        {shape === undefined ? <circle cx="8" cy="8" r="5.6" fill="none" stroke="currentColor" strokeWidth="2" /> : <path d={shape} fill="currentColor" />}
      </svg>
      <span className={wordless ? "visually-hidden" : undefined}>{word("severity", severity)}</span>
    </span>
  );
}
