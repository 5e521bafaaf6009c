import { Refused } from "./ask";
import styles from "./public-pages.module.css";
import { type Language, say } from "./texts";

interface TroubleProps {
  readonly error: unknown;
  readonly language: Language;
  readonly retry?: () => void;
}

/** What went wrong, in the server's words, and what to do. */
export function Trouble({ error, language, retry }: TroubleProps) {
  const words = error instanceof Refused && error.message !== "" ? error.message : say(language, "unreachable");
  return (
    <div className={styles.trouble} role="alert" data-testid="trouble">
      <p>{words}</p>
      {retry !== undefined && (
        <button type="button" className={styles.plain} onClick={retry}>
          {say(language, "again")}
        </button>
      )}
    </div>
  );
}
