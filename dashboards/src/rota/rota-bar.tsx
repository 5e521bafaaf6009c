import { Button, Segmented } from "antd";

import { useWords } from "../messages/language-context";
import { dayAfter, firstOfMonth, mondayOf } from "../time/days";
import styles from "./rota.module.css";
import { useDayWords } from "./words";

export type Range = "week" | "month";

interface RotaBarProps {
  readonly from: string;
  readonly range: Range;
  readonly today: string;
  readonly show: (from: string, range: Range) => void;
}

/** The first day that is shown of a range in which `day` lies. */
export function beginning(day: string, range: Range): string {
  return range === "week" ? mondayOf(day) : firstOfMonth(day);
}

/** How many days a range has that begins on `from`. */
export function lengthOf(from: string, range: Range): number {
  if (range === "week") return 7;
  return Math.round((Date.parse(firstOfMonth(from, 1)) - Date.parse(from)) / 86_400_000);
}

/** Which days: a week or a month, the one before, the one after, the present one. */
export function RotaBar({ from, range, today, show }: RotaBarProps) {
  const { t } = useWords();
  const words = useDayWords();
  const step = (direction: 1 | -1) => show(range === "week" ? dayAfter(from, 7 * direction) : firstOfMonth(from, direction), range);
  const last = dayAfter(from, lengthOf(from, range) - 1);
  return (
    <div className={styles.bar}>
      <Segmented<Range>
        value={range}
        onChange={(chosen) => show(beginning(from > today || range === "month" ? from : today, chosen), chosen)}
        options={[
          { value: "week", label: t("rota.week") },
          { value: "month", label: t("rota.month") },
        ]}
        data-testid="rota-range"
      />
      <Button onClick={() => step(-1)} aria-label={t("rota.before")}>
        ‹
      </Button>
      <span className="nowrap" data-testid="rota-span">
        {words(from).long} – {words(last).long}
      </span>
      <Button onClick={() => step(1)} aria-label={t("rota.after")} data-testid="rota-after">
        ›
      </Button>
      <Button onClick={() => show(beginning(today, range), range)}>{t("rota.today")}</Button>
    </div>
  );
}
