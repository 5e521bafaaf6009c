import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";

import { authorisedFetch } from "../../api/client";
import { problemOf } from "../../api/problem";
import type { Attachment, PlanRunDetail, RunStep } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import styles from "./runs.module.css";

/** The photos by which a step was shown to be done. */
export function StepPictures({ run, step }: { readonly run: PlanRunDetail; readonly step: RunStep }) {
  const files = run.files.filter(({ id }) => step.files.includes(id));
  if (files.length === 0) return null;
  return (
    <div className={styles.pictures}>
      {files.map((file) => (
        <StepPicture key={file.id} run={run.id} file={file} />
      ))}
    </div>
  );
}

/** One photo of a run. */
export function StepPicture({ run, file }: { readonly run: string; readonly file: Attachment }) {
  const { t } = useWords();
  const { data: picture } = useQuery({
    queryKey: ["picture", file.id],
    staleTime: Infinity,
    queryFn: async () => {
      const answer = await authorisedFetch(new Request(`/api/v1/plan-runs/${encodeURIComponent(run)}/files/${encodeURIComponent(file.id)}`));
      if (!answer.ok) throw problemOf(answer.status, null);
      return answer.blob();
    },
  });
  const address = useMemo(() => (picture === undefined ? null : URL.createObjectURL(picture)), [picture]);
  useEffect(
    () => () => {
      if (address !== null) URL.revokeObjectURL(address);
    },
    [address],
  );
  return address === null ? null : <img src={address} alt={t("planRuns.pictureOf", { name: file.name })} data-testid="step-picture" />;
}
