import { Button, Card, Input } from "antd";
import { useState } from "react";

import type { CountIn, HandOverDetail, SheetThing } from "../api/schema";
import { useWords } from "../messages/language-context";
import styles from "./hand-over.module.css";
import type { useHandOverWrite } from "./use-hand-overs";

interface ThingsCountProps {
  readonly item: HandOverDetail;
  readonly write: ReturnType<typeof useHandOverWrite>;
}

/** What is counted, with a thumb; what does not tally asks why. Saved together with the notes. */
export function ThingsCount({ item, write }: ThingsCountProps) {
  const { t } = useWords();
  const { things } = item.sheet;
  const editable = item.may.includes("count");
  const [counts, setCounts] = useState<Readonly<Record<string, CountIn>>>(() =>
    Object.fromEntries(things.filter(({ counted }) => counted !== null).map(({ id, counted, remark }) => [id, { counted: counted ?? 0, remark }])),
  );
  const [note, setNote] = useState(item.note);

  function count(thing: SheetThing, change: Partial<CountIn>) {
    setCounts((before) => ({ ...before, [thing.id]: { counted: thing.expected, remark: "", ...before[thing.id], ...change } }));
  }

  function allThere() {
    setCounts((before) => Object.fromEntries(things.map((thing) => [thing.id, before[thing.id] ?? { counted: thing.expected, remark: "" }])));
  }

  return (
    <Card
      size="small"
      title={t("handOver.things")}
      extra={
        editable &&
        things.some(({ id }) => counts[id] === undefined) && (
          <Button size="small" onClick={allThere} data-testid="all-there">
            {t("handOver.allThere")}
          </Button>
        )
      }
    >
      {things.length === 0 && <p className="quiet">{t("handOver.noThings")}</p>}
      <ul className={styles.lines}>
        {things.map((thing) => (
          <ThingLine key={thing.id} thing={thing} count={counts[thing.id]} editable={editable} change={(change) => count(thing, change)} />
        ))}
      </ul>
      <h3>{t("handOver.notes")}</h3>
      {editable ? (
        <Input.TextArea
          rows={3}
          maxLength={4000}
          value={note}
          aria-label={t("handOver.notes")}
          placeholder={t("handOver.notesHint")}
          onChange={(event) => setNote(event.target.value)}
          data-testid="hand-over-note"
        />
      ) : (
        <p className={styles.notice}>{item.note === "" ? t("handOver.nothing") : item.note}</p>
      )}
      {editable && (
        <Button block size="large" style={{ marginTop: 12 }} loading={write.isPending} onClick={() => write.mutate({ kind: "count", counts, note })} data-testid="save-count">
          {t("handOver.save")}
        </Button>
      )}
    </Card>
  );
}

interface ThingLineProps {
  readonly thing: SheetThing;
  readonly count: CountIn | undefined;
  readonly editable: boolean;
  readonly change: (change: Partial<CountIn>) => void;
}

function ThingLine({ thing, count, editable, change }: ThingLineProps) {
  const { t } = useWords();
  const counted = count?.counted ?? null;
  const wrong = counted !== null && counted !== thing.expected;
  return (
    <li data-testid="thing" data-name={thing.name} data-wrong={wrong}>
      <span className={styles.line}>
        <span>
          <strong>{thing.name}</strong> <span className="quiet">{t("handOver.expected", { n: thing.expected })}</span>
        </span>
        <span className={styles.stepper}>
          {editable && (
            <Button aria-label={t("handOver.less", { name: thing.name })} onClick={() => change({ counted: Math.max(0, (counted ?? thing.expected) - 1) })} data-testid="thing-less">
              −
            </Button>
          )}
          <output className={wrong ? styles.wrong : undefined} aria-label={t("handOver.counted", { name: thing.name })} data-testid="thing-counted">
            {counted ?? "—"}
          </output>
          {editable && (
            <Button aria-label={t("handOver.more", { name: thing.name })} onClick={() => change({ counted: counted === null ? thing.expected : counted + 1 })} data-testid="thing-more">
              +
            </Button>
          )}
        </span>
      </span>
      {thing.loans.map((loan) => (
        <span key={loan.id} className="quiet">
          {t("handOver.onLoan", { name: loan.lent_to, n: loan.number })}
        </span>
      ))}
      {wrong && editable && (
        <Input
          value={count?.remark ?? ""}
          maxLength={300}
          placeholder={t("handOver.remark")}
          aria-label={t("handOver.remark")}
          onChange={(event) => change({ remark: event.target.value })}
          data-testid="thing-remark"
        />
      )}
      {wrong && !editable && (count?.remark ?? "") !== "" && <span>{count?.remark}</span>}
    </li>
  );
}
