import { useWords } from "../../messages/language-context";
import { type BacktestResult, type PostPushes, pushRows } from "./backtest-result";
import { changeWords } from "./change-words";
import styles from "./trial.module.css";

const COLUMNS = ["day", "evening", "night", "held"] as const;

/** Who would have been called how often, by post and shift. */
export function PushTable({ result }: { readonly result: BacktestResult }) {
  const { t, text } = useWords();
  const rows = pushRows(result.pushes);
  const { shifts } = result.pushes;
  if (rows.length === 0) return <p className="quiet">{t("trial.noPushes")}</p>;
  const hours = { day: [shifts.day, shifts.evening], evening: [shifts.evening, shifts.night], night: [shifts.night, shifts.day] } as const;
  const cell = (column: (typeof COLUMNS)[number], before: PostPushes | null, after: PostPushes | null) => {
    const [old, now] = [result.before === null ? null : (before?.[column] ?? 0), after?.[column] ?? 0];
    return (
      <td key={column} className={`number ${old !== null && old !== now ? (styles.changed ?? "") : ""}`}>
        {changeWords(old, now)}
      </td>
    );
  };
  return (
    <div className={styles.scrolls} tabIndex={0} role="region" aria-label={t("trial.pushes")}>
      <table className={styles.pushes} data-testid="trial-pushes">
        <thead>
          <tr>
            <th scope="col">{t("trial.post")}</th>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {t(`trial.shift.${column}`)}
                {column !== "held" && (
                  <div className="number">
                    {hours[column][0]}–{hours[column][1]}
                  </div>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ post, name, before, after }) => (
            <tr key={post} data-post={post}>
              <th scope="row" style={{ color: "inherit", fontSize: 14 }}>
                {text(name)}
              </th>
              {COLUMNS.map((column) => cell(column, before, after))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
