import { InputNumber } from "antd";

import { ChipRow } from "../layout/chip-row";
import { useWords } from "../messages/language-context";
import { type Draft, minutesOf, withMinutes } from "./draft";
import styles from "./work-done.module.css";

const USUAL = [15, 30, 60, 120] as const;

interface MinutesRowProps {
  readonly draft: Draft;
  readonly person: string;
  readonly change: (draft: Draft) => void;
}

/** One's own time by one number. */
export function MinutesRow({ draft, person, change }: MinutesRowProps) {
  const { t } = useWords();
  const minutes = minutesOf(draft, person);
  return (
    <>
      <h3>{t("workDone.myMinutes")}</h3>
      <div className={styles.minutes}>
        <ChipRow
          chips={USUAL.map((n) => ({ name: String(n), label: t("workDone.minutesN", { n }) }))}
          chosen={minutes === null ? null : String(minutes)}
          choose={({ name }) => change(withMinutes(draft, person, Number(name) === minutes ? null : Number(name)))}
          label={t("workDone.myMinutes")}
        />
        <InputNumber
          aria-label={t("workDone.myMinutes")}
          min={1}
          max={1440}
          precision={0}
          inputMode="numeric"
          value={minutes}
          onChange={(value) => change(withMinutes(draft, person, value))}
          data-testid="work-minutes"
        />
      </div>
    </>
  );
}
