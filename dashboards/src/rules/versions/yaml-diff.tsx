import { useMemo } from "react";

import { useWords } from "../../messages/language-context";
import { folded, lineDiff } from "./line-diff";
import styles from "./yaml-diff.module.css";

const SIGNS = { same: " ", gone: "−", new: "+" } as const;

interface YamlDiffProps {
  readonly before: string;
  readonly after: string;
  readonly label: string;
}

/** What has changed between two versions of a rule, line by line; − and + say it without colour. */
export function YamlDiff({ before, after, label }: YamlDiffProps) {
  const { t } = useWords();
  const lines = useMemo(() => lineDiff(before, after), [before, after]);
  if (lines.every(({ kind }) => kind === "same")) return <p className="quiet">{t("rules.noDifference")}</p>;
  return (
    <div className={styles.diff} role="table" aria-label={label} tabIndex={0} data-testid="yaml-diff">
      {folded(lines).map((line, index) =>
        line.kind === "fold" ? (
          <div key={index} className={styles.fold} role="row">
            <span role="cell">{t("rules.sameLines", { n: line.lines })}</span>
          </div>
        ) : (
          <div key={index} className={`${styles.line} ${line.kind === "same" ? "" : (styles[line.kind] ?? "")}`} role="row" data-kind={line.kind}>
            <span role="cell">{line.before}</span>
            <span role="cell">{line.after}</span>
            <span role="cell" aria-label={line.kind === "same" ? undefined : t(line.kind === "gone" ? "rules.lineGone" : "rules.lineNew")}>
              {SIGNS[line.kind]}
            </span>
            <span role="cell">{line.text}</span>
          </div>
        ),
      )}
    </div>
  );
}
