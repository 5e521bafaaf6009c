import { Button, Input, InputNumber, Select } from "antd";

import { Icon } from "../icons/icon";
import { useWords } from "../messages/language-context";
import { usePersonName } from "../work-orders/use-people";
import { HOURS, type HourKind } from "./codes";
import type { Draft, LabourDraft } from "./draft";
import styles from "./work-done.module.css";

interface LabourRowsProps {
  readonly draft: Draft;
  readonly mine: string;
  readonly change: (draft: Draft) => void;
}

/** Who else worked, how long, and in what sort of hours. */
export function LabourRows({ draft, mine, change }: LabourRowsProps) {
  const { t, word } = useWords();
  const nameOf = usePersonName();
  const set = (place: number, part: Partial<LabourDraft>) =>
    change({ ...draft, labour: draft.labour.map((line, at) => (at === place ? { ...line, ...part } : line)) });
  return (
    <section>
      <h3>{t("workDone.labour")}</h3>
      <ul className={styles.rows}>
        {draft.labour.map((line, place) => (
          // Lines have no identity of their own: they are where they stand.
          <li key={place} className={styles.row} data-testid="labour-row">
            {line.person === mine ? (
              <span className={styles.grow}>{nameOf(mine)}</span>
            ) : (
              <Input
                className={styles.grow}
                aria-label={t("workDone.person")}
                placeholder={t("workDone.person")}
                maxLength={64}
                value={nameOf(line.person)}
                onChange={(event) => set(place, { person: event.target.value })}
                data-testid="labour-person"
              />
            )}
            <InputNumber
              aria-label={t("workDone.minutes")}
              className={styles.small}
              min={1}
              max={1440}
              precision={0}
              value={line.minutes}
              suffix={t("workDone.min")}
              onChange={(minutes) => set(place, { minutes, started_at: null, ended_at: null })}
              data-testid="labour-minutes"
            />
            <Select<HourKind>
              aria-label={t("workDone.hoursKind")}
              className={styles.small}
              value={line.hours}
              onChange={(hours) => set(place, { hours })}
              options={HOURS.map((name) => ({ value: name, label: word("workDone.hours", name) }))}
            />
            <Button
              type="text"
              icon={<Icon name="close" />}
              aria-label={t("workDone.remove")}
              onClick={() => change({ ...draft, labour: draft.labour.filter((_, at) => at !== place) })}
            />
          </li>
        ))}
      </ul>
      <Button
        icon={<Icon name="plus" />}
        onClick={() => change({ ...draft, labour: [...draft.labour, { person: "", minutes: null, hours: "normal", started_at: null, ended_at: null }] })}
        data-testid="add-labour"
      >
        {t("workDone.addPerson")}
      </Button>
    </section>
  );
}
