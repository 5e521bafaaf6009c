import { type RefObject, useImperativeHandle, useRef } from "react";

import type { RuleProblem } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import { problemWords } from "../form/problem-text";
import { lineStart } from "./yaml-lines";
import styles from "./yaml-editor.module.css";

/** So that a problem can lead to its line. */
export interface YamlEditorHandle {
  readonly goTo: (line: number) => void;
}

interface YamlEditorProps {
  readonly yaml: string;
  readonly problems: readonly RuleProblem[];
  readonly change: (yaml: string) => void;
  readonly handle: RefObject<YamlEditorHandle | null>;
}

/** The rule as text, as long as it is, with its problems at their lines. */
export function YamlEditor({ yaml, problems, change, handle }: YamlEditorProps) {
  const { t } = useWords();
  const text = useRef<HTMLTextAreaElement>(null);
  const count = yaml.replace(/\n$/, "").split("\n").length;

  useImperativeHandle(handle, () => ({
    goTo: (line) => {
      const element = text.current;
      if (element === null) return;
      const start = lineStart(element.value, line);
      element.focus();
      element.setSelectionRange(start, start + (element.value.slice(start).split("\n")[0]?.length ?? 0));
    },
  }));

  return (
    <div className={styles.editor}>
      <div className={styles.numbers} aria-hidden="true">
        {Array.from({ length: count }, (_, index) => {
          const wrong = problems.filter(({ line }) => line === index + 1);
          return (
            <div
              key={index}
              className={`${styles.number ?? ""} ${wrong.length > 0 ? (styles.wrong ?? "") : ""}`}
              title={wrong.map(({ problem, remedy }) => problemWords(problem, remedy)).join("\n")}
              data-wrong={wrong.length > 0 || undefined}
            >
              {index + 1}
            </div>
          );
        })}
      </div>
      <textarea
        ref={text}
        className={styles.text}
        value={yaml}
        onChange={(event) => change(event.target.value)}
        rows={Math.max(12, count + 1)}
        wrap="off"
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        aria-label={t("rules.yaml")}
        data-testid="yaml-editor"
      />
    </div>
  );
}
