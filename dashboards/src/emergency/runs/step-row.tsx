import { Button, Dropdown } from "antd";
import { useState } from "react";

import type { PlanRunDetail, RunStep } from "../../api/schema";
import { Icon } from "../../icons/icon";
import { useWords } from "../../messages/language-context";
import { useMomentWords } from "../../time/use-moment-words";
import { isSettled } from "./run-steps";
import styles from "./runs.module.css";
import { StepDoneButton } from "./step-done-button";
import { StepMark } from "./step-mark";
import { StepPictures } from "./step-pictures";
import type { WriteRun } from "./use-runs";
import { useWho } from "./use-who";
import { WordsDialog } from "./words-dialog";

interface StepRowProps {
  readonly run: PlanRunDetail;
  readonly step: RunStep;
  readonly write: WriteRun;
  /** The one to do next: its instruction stands open, its button is large. */
  readonly next?: boolean;
}

/** One step: what, whose, until when, and the button that says it is done. */
export function StepRow({ run, step, write, next = false }: StepRowProps) {
  const { t, text, word } = useWords();
  const momentOf = useMomentWords();
  const who = useWho();
  const [asking, setAsking] = useState<"undo" | "skip" | null>(null);
  const settled = isSettled(step);
  const post = run.posts.find((one) => one.post === step.post);
  const holders = post?.people.map(({ name }) => name) ?? [];
  const may = run.may.take_step && !settled;
  return (
    <li className={styles.step} data-testid="run-step" data-step={step.key} data-state={step.state} data-next={next}>
      <div className={styles.stepHead}>
        <strong>{text(step.title)}</strong>
        <StepMark step={step} still={run.state !== "running"} />
      </div>
      <p className={next ? undefined : "quiet"}>{text(step.instruction)}</p>
      <p className="quiet">
        {word("rota.post", step.post)}
        {" · "}
        {post?.why === "department" ? t("planRuns.wholeDepartment") : holders.length === 0 ? <span className="late">{t("planRuns.nobody")}</span> : holders.slice(0, 3).join(t("list.comma"))}
        {holders.length > 3 && post?.why !== "department" && ` +${holders.length - 3}`}
        {!step.required && ` · ${t("planRuns.optional")}`}
      </p>
      {step.telemetry !== null && !settled && (
        <p className="quiet" data-testid="step-telemetry">
          <Icon name="link" /> {t("planRuns.byTelemetry", { what: text(step.telemetry) })}
          {step.seen_at !== null && ` · ${t("planRuns.seenSince", { time: momentOf(step.seen_at) })}`}
        </p>
      )}
      {settled && step.by !== null && step.settled_at !== null && (
        <p className="quiet" data-testid="step-by" data-by={step.by}>
          {t("planRuns.settledBy", { name: who(step.by), time: momentOf(step.settled_at) })}
          {step.value !== null && ` · ${String(step.value)}${step.reading === null ? "" : ` ${step.reading.unit}`}`}
          {step.note !== "" && ` · ${step.note}`}
        </p>
      )}
      <StepPictures run={run} step={step} />
      {(may || (settled && run.may.take_step)) && (
        <div className={styles.stepButtons}>
          {may && <StepDoneButton run={run} step={step} write={write} large={next} />}
          <Dropdown
            trigger={["click"]}
            menu={{
              items: [
                ...(settled ? [{ key: "undo", label: <span data-testid="step-undo">{t("planRuns.undo")}</span>, onClick: () => setAsking("undo") }] : []),
                ...(may && run.may.skip ? [{ key: "skip", label: <span data-testid="step-skip">{t("planRuns.skip")}</span>, onClick: () => setAsking("skip") }] : []),
              ],
            }}
            disabled={!settled && !run.may.skip}
          >
            <Button type="text" icon={<Icon name="more" />} aria-label={t("planRuns.moreOf", { step: text(step.title) })} data-testid="step-more" />
          </Dropdown>
        </div>
      )}
      {asking !== null && (
        <WordsDialog
          title={t(asking === "undo" ? "planRuns.undo" : "planRuns.skip")}
          hint={text(step.title)}
          label={t("planRuns.reason")}
          close={() => setAsking(null)}
          take={async (reason) => {
            await write.mutateAsync({ what: asking, step: step.key, reason });
          }}
        />
      )}
    </li>
  );
}
