import { Alert, App, Button, Input } from "antd";
import { useEffect, useMemo, useReducer, useState } from "react";
import { useNavigate } from "react-router";

import { asProblem, type Problem } from "../../../api/problem";
import type { PlanForm, PlanVersionDetail } from "../../../api/schema";
import { useLeaveGuard } from "../../../rules/editor/use-leave-guard";
import { useWords } from "../../../messages/language-context";
import styles from "../em-plans.module.css";
import { usePlanWrite } from "../use-plans";
import { edited, isUnsaved, started } from "./editing";
import { EditorContext } from "./editor-context";
import { HeadEditor } from "./head-editor";
import { PhasesEditor } from "./phases-editor";
import { PreparationEditor } from "./preparation-editor";
import { PlanProblemList } from "./problem-list";
import { usePlanCheck } from "./use-plan-check";

interface PlanEditorProps {
  readonly version: PlanVersionDetail;
  readonly form: PlanForm;
  /** The version as it is stored now. */
  readonly fetchAgain: () => Promise<PlanVersionDetail | undefined>;
}

/** Writing a draft: phases and steps, with what is wrong beside each field. */
export function PlanEditor({ version, form, fetchAgain }: PlanEditorProps) {
  const { t } = useWords();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const write = usePlanWrite({ conflict: true });
  const [editing, change] = useReducer(edited, version.plan, started);
  const [base, setBase] = useState(version);
  const [note, setNote] = useState(version.note);
  const [conflict, setConflict] = useState<Problem | null>(null);
  const { check, isBehind } = usePlanCheck(version.site, editing.plan);
  const unsaved = isUnsaved(editing) || note !== base.note;
  const problems = check?.problems ?? version.problems;
  const [left, leave] = useState<string | null>(null);
  useLeaveGuard(unsaved && left === null);

  useEffect(() => {
    const undo = (event: KeyboardEvent) => {
      const writes = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
      if (!(event.ctrlKey || event.metaKey) || writes || event.key.toLowerCase() !== "z") return;
      event.preventDefault();
      change({ kind: event.shiftKey ? "redo" : "undo" });
    };
    addEventListener("keydown", undo);
    return () => removeEventListener("keydown", undo);
  }, []);
  useEffect(() => {
    if (left !== null) void navigate(left);
  }, [left, navigate]);

  async function save(from: PlanVersionDetail): Promise<PlanVersionDetail | null> {
    try {
      const kept = await write.mutateAsync({ step: "change", version: from, plan: editing.plan, note });
      change({ kind: "kept", plan: editing.plan });
      setBase(kept);
      setConflict(null);
      return kept;
    } catch (error) {
      const problem = asProblem(error);
      if (problem.conflict) setConflict(problem);
      return null;
    }
  }
  async function submit() {
    const kept = unsaved ? await save(base) : base;
    if (kept === null) return;
    try {
      await write.mutateAsync({ step: "submit", version: kept, words: note });
      leave(`/emergency/plans/versions/${version.id}`);
    } catch (error) {
      const problem = asProblem(error);
      if (problem.conflict) setConflict(problem);
    }
  }
  async function settle(mine: boolean) {
    const now = await fetchAgain();
    if (now === undefined) return;
    if (!mine && !now.may_write) {
      leave(`/emergency/plans/versions/${version.id}`);
      return;
    }
    if (mine) {
      await save(now);
      return;
    }
    change({ kind: "start", plan: now.plan });
    setNote(now.note);
    setBase(now);
    setConflict(null);
  }

  const parts = useMemo(
    () => ({ site: version.site, plan: editing.plan, form, problems, pictures: version.pictures, change }),
    [version.site, version.pictures, editing.plan, form, problems],
  );
  return (
    <EditorContext value={parts}>
      <div className={styles.column} data-testid="plan-editor" data-version={base.version} data-unsaved={unsaved} data-behind={isBehind}>
        <div className={`${styles.bar} ${styles.sticky}`}>
          <Button
            type="primary"
            loading={write.isPending}
            disabled={!unsaved}
            onClick={() => void save(base).then((kept) => kept !== null && message.success(t("emPlans.saved")))}
            data-testid="draft-save"
          >
            {t("emPlans.saveDraft")}
          </Button>
          <Button disabled={problems.length > 0 || isBehind || write.isPending} onClick={() => void submit()} data-testid="draft-submit">
            {t("emPlans.submit")}
          </Button>
          <Button disabled={editing.past.length === 0} onClick={() => change({ kind: "undo" })} data-testid="draft-undo">
            {t("emPlans.undo")}
          </Button>
          <Button disabled={editing.future.length === 0} onClick={() => change({ kind: "redo" })} data-testid="draft-redo">
            {t("emPlans.redo")}
          </Button>
          <span className="quiet" role="status">
            {t(unsaved ? "emPlans.unsaved" : "emPlans.allSaved")}
          </span>
        </div>
        {conflict !== null && (
          <Alert
            type="warning"
            showIcon
            title={t("emPlans.conflict", { name: conflict.meanwhile[0]?.name ?? "" })}
            action={
              <div className={styles.bar}>
                <Button onClick={() => void settle(false)} data-testid="use-theirs">
                  {t("emPlans.useTheirs")}
                </Button>
                <Button onClick={() => void settle(true)} data-testid="use-mine">
                  {t("emPlans.useMine")}
                </Button>
              </div>
            }
            data-testid="draft-conflict"
          />
        )}
        {version.decision !== "" && <Alert type="info" showIcon title={t("emPlans.sentBack", { name: version.decided_by_name ?? "", words: version.decision })} />}
        <PlanProblemList plan={editing.plan} problems={problems} />
        <label className={styles.field}>
          <span className={styles.label}>{t("emPlans.whatAndWhy")}</span>
          <Input value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} placeholder={t("emPlans.whatAndWhyExample")} data-testid="draft-note" />
        </label>
        <h2>{t("emPlans.response")}</h2>
        <PhasesEditor list="phases" />
        <PreparationEditor />
        <HeadEditor />
      </div>
    </EditorContext>
  );
}
