import { Button, Dropdown } from "antd";
import { useState } from "react";

import type { VisitDetail, VisitStepTaken } from "../api/schema";
import { Icon } from "../icons/icon";
import styles from "../layout/actions.module.css";
import { useWords } from "../messages/language-context";
import { useVisitStep } from "./use-visits";
import { VisitStepDialog } from "./visit-step-dialog";

/** What the state is waiting for. */
const NEXT: Readonly<Record<string, VisitStepTaken>> = { waiting: "approve", leaving: "confirm" };
const DANGEROUS: readonly VisitStepTaken[] = ["refuse", "end"];

/** Approving and confirming take one tap; what needs words asks for them. */
export function VisitSteps({ visit }: { readonly visit: VisitDetail }) {
  const { t, word } = useWords();
  const write = useVisitStep(visit);
  const [asking, setAsking] = useState<VisitStepTaken | null>(null);
  const next = NEXT[visit.state];
  const primary = next !== undefined && visit.steps.includes(next) ? next : null;
  const others = visit.steps.filter((step) => step !== primary);
  const unseen = primary === "approve" && !visit.files.some(({ kind }) => kind === "certificate");

  function begin(step: VisitStepTaken) {
    if (step === primary && !unseen) write.mutate({ step, given: {} });
    else setAsking(step);
  }

  return (
    <>
      <div className={styles.actions} hidden={visit.steps.length === 0}>
        {primary !== null && (
          <Button type="primary" size="large" loading={write.isPending} onClick={() => begin(primary)} data-testid="primary-step" data-step={primary}>
            {word("visit.do", primary)}
          </Button>
        )}
        {others.length > 0 && (
          <Dropdown
            trigger={["click"]}
            menu={{
              items: others.map((step) => ({
                key: step,
                danger: DANGEROUS.includes(step),
                label: <span data-testid={`step-${step}`}>{word("visit.do", step)}</span>,
                onClick: () => begin(step),
              })),
            }}
          >
            <Button icon={<Icon name="more" />} data-testid="other-steps">
              {t("orders.otherSteps")}
            </Button>
          </Dropdown>
        )}
      </div>
      {primary !== null && <p className="quiet">{t(primary === "approve" ? "visits.effect.approve" : "visits.effect.confirm")}</p>}
      {visit.state === "waiting" && visit.steps.length === 0 && <p className="quiet">{t("visits.notYours")}</p>}
      {asking !== null && (
        <VisitStepDialog
          key={asking}
          visit={visit}
          step={asking}
          close={() => setAsking(null)}
          take={async (given) => {
            await write.mutateAsync({ step: asking, given });
            setAsking(null);
          }}
        />
      )}
    </>
  );
}
