import { Button } from "antd";
import { useState } from "react";

import type { PlanRunDetail, RunStep } from "../../api/schema";
import { FileButton } from "../../files/file-button";
import { PICTURES } from "../../files/upload";
import { useProblemNotice } from "../../layout/use-problem-notice";
import { useWords } from "../../messages/language-context";
import { ReadingDialog } from "./reading-dialog";
import { addPicture, type WriteRun } from "./use-runs";
import { WordsDialog } from "./words-dialog";

interface StepDoneButtonProps {
  readonly run: PlanRunDetail;
  readonly step: RunStep;
  readonly write: WriteRun;
  readonly large: boolean;
}

/** One tap for a tick; a photo, a value or a reason where the step asks for one. */
export function StepDoneButton({ run, step, write, large }: StepDoneButtonProps) {
  const { t, text } = useWords();
  const tell = useProblemNotice();
  const [asking, setAsking] = useState(false);
  const [sending, setSending] = useState(false);
  const size = large ? "large" : "middle";

  async function withPicture(file: File) {
    setSending(true);
    try {
      const { id } = await addPicture(run.id, file);
      write.mutate({ what: "done", step: step.key, files: [id] });
    } catch (error) {
      tell(error);
    } finally {
      setSending(false);
    }
  }

  if (step.done_by === "photo") {
    return <FileButton accept={PICTURES} label={t("planRuns.donePhoto")} busy={sending || write.isPending} choose={(file) => void withPicture(file)} primary={large} />;
  }
  // What telemetry confirms where there is such equipment, a person may say too, with a reason.
  const asks = step.done_by === "reading" || (step.done_by === "telemetry" && step.points.length > 0);
  const label = t(step.done_by === "reading" ? "planRuns.doneReading" : asks ? "planRuns.doneByHand" : "planRuns.done");
  return (
    <>
      <Button
        type={large && !(asks && step.done_by === "telemetry") ? "primary" : "default"}
        size={size}
        loading={write.isPending && write.variables.what === "done" && write.variables.step === step.key}
        onClick={() => (asks ? setAsking(true) : write.mutate({ what: "done", step: step.key }))}
        aria-label={`${label} · ${text(step.title)}`}
        data-testid="step-done"
      >
        {label}
      </Button>
      {asking && step.done_by === "reading" && (
        <ReadingDialog
          step={step}
          close={() => setAsking(false)}
          take={async (value, note) => {
            await write.mutateAsync({ what: "done", step: step.key, value, note });
          }}
        />
      )}
      {asking && step.done_by === "telemetry" && (
        <WordsDialog
          title={label}
          hint={text(step.title)}
          label={t("planRuns.whyByHand")}
          close={() => setAsking(false)}
          take={async (note) => {
            await write.mutateAsync({ what: "done", step: step.key, note });
          }}
        />
      )}
    </>
  );
}
