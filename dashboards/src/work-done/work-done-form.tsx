import { App, Button, Input } from "antd";
import { useState } from "react";

import type { WorkDoneOut, WorkOrder } from "../api/schema";
import { ChipRow } from "../layout/chip-row";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { CAUSES, PROBLEMS, REMEDIES } from "./codes";
import { type Draft, draftOf, sameDraft, workOf } from "./draft";
import { LabourRows } from "./labour-rows";
import { MinutesRow } from "./minutes-row";
import { PartRows } from "./part-rows";
import { useRecord } from "./use-work-done";
import styles from "./work-done.module.css";

interface WorkDoneFormProps {
  readonly order: WorkOrder;
  readonly work: WorkDoneOut;
}

/** Cause, remedy and one number by thumb; everything else is behind "more". */
export function WorkDoneForm({ order, work }: WorkDoneFormProps) {
  const { t, word } = useWords();
  const { me } = useHere();
  const { message } = App.useApp();
  const stored = draftOf(work);
  const [draft, setDraft] = useState<Draft>(stored);
  const [more, setMore] = useState(work.problem !== null || work.what !== "" || work.parts.length > 0 || work.labour.some(({ person }) => person !== me.username));
  const record = useRecord(order);
  const changed = !sameDraft(draft, stored);
  const set = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));

  return (
    <form
      className={styles.form}
      data-testid="work-done-form"
      onSubmit={(event) => {
        event.preventDefault();
        record.mutate({ work: workOf(draft), version: work.version }, { onSuccess: () => void message.success(t("workDone.saved")) });
      }}
    >
      <h3>{t("workDone.cause")}</h3>
      <ChipRow
        chips={CAUSES.map((name) => ({ name, label: word("workDone.cause", name) }))}
        chosen={draft.cause}
        choose={({ name }) => set({ cause: name === draft.cause ? null : name })}
        label={t("workDone.cause")}
      />
      <h3>{t("workDone.remedy")}</h3>
      <ChipRow
        chips={REMEDIES.map((name) => ({ name, label: word("workDone.remedy", name) }))}
        chosen={draft.remedy}
        choose={({ name }) => set({ remedy: name === draft.remedy ? null : name })}
        label={t("workDone.remedy")}
      />
      <MinutesRow draft={draft} person={me.username} change={setDraft} />
      {more ? (
        <>
          <h3>{t("workDone.problem")}</h3>
          <ChipRow
            chips={PROBLEMS.map((name) => ({ name, label: word("workDone.problem", name) }))}
            chosen={draft.problem}
            choose={({ name }) => set({ problem: name === draft.problem ? null : name })}
            label={t("workDone.problem")}
          />
          <label className={styles.field}>
            <h3>{t("workDone.what")}</h3>
            <Input.TextArea rows={2} autoSize={{ minRows: 2, maxRows: 8 }} maxLength={4000} value={draft.what} onChange={(event) => set({ what: event.target.value })} data-testid="work-what" />
          </label>
          <LabourRows draft={draft} mine={me.username} change={setDraft} />
          <PartRows parts={draft.parts} change={(parts) => set({ parts })} />
        </>
      ) : (
        <Button type="link" className={styles.more} onClick={() => setMore(true)} data-testid="work-more">
          {t("workDone.more")}
        </Button>
      )}
      {changed && (
        <div className={styles.actions}>
          <Button htmlType="submit" loading={record.isPending} data-testid="work-save">
            {t("workDone.save")}
          </Button>
          <Button type="text" onClick={() => setDraft(stored)}>
            {t("workDone.undo")}
          </Button>
        </div>
      )}
    </form>
  );
}
