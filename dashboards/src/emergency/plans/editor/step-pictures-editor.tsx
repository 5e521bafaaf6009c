import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";

import { FileButton } from "../../../files/file-button";
import { PICTURES } from "../../../files/upload";
import { useProblemNotice } from "../../../layout/use-problem-notice";
import { useWords } from "../../../messages/language-context";
import styles from "../em-plans.module.css";
import { PlanPictureShown } from "../plan-pictures";
import { addPlanPicture, pictureAddress } from "../use-plans";
import { valueAt } from "./editing";
import { useEditor } from "./editor-context";
import { Field } from "./field";

/** The pictures of a step: added to the plan, shown in the step. */
export function StepPicturesEditor({ place }: { readonly place: string }) {
  const { t } = useWords();
  const { site, plan, change } = useEditor();
  const client = useQueryClient();
  const tell = useProblemNotice();
  const [busy, setBusy] = useState(false);
  const ids = (valueAt(plan, place) ?? []) as readonly string[];

  async function add(file: File) {
    setBusy(true);
    try {
      const { id } = await addPlanPicture(site, plan.key, file);
      change({ kind: "add", list: place, value: id });
      // What is wrong with the plan depends on which pictures are there.
      await client.invalidateQueries({ queryKey: ["plan-check"] });
    } catch (error) {
      tell(error);
    }
    setBusy(false);
  }

  return (
    <Field place={place} label={t("emPlans.pictures")} inside>
      <div className={styles.pictures} data-testid="step-pictures">
        {ids.map((id, at) => (
          <span key={id} className={styles.field}>
            <PlanPictureShown address={pictureAddress(site, plan.key, id)} />
            <Button size="small" onClick={() => change({ kind: "remove", list: place, at })}>
              {t("emPlans.pictureRemove")}
            </Button>
          </span>
        ))}
      </div>
      <span>
        <FileButton accept={PICTURES} label={t("emPlans.pictureAdd")} busy={busy} choose={(file) => void add(file)} />
      </span>
    </Field>
  );
}
