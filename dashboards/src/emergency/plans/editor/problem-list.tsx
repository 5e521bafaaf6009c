import { Alert } from "antd";

import type { PlanDocument, PlanProblem } from "../../../api/schema";
import { useWords } from "../../../messages/language-context";
import styles from "../em-plans.module.css";
import { usePlaceWords } from "../plan-words";
import { controlId } from "./editor-context";

/** Everything wrong with the plan; a click leads to the place. */
export function PlanProblemList({ plan, problems }: { readonly plan: PlanDocument; readonly problems: readonly PlanProblem[] }) {
  const { t, text } = useWords();
  const placeWords = usePlaceWords();
  if (problems.length === 0) return null;
  return (
    <Alert
      type="warning"
      showIcon
      title={t("emPlans.problems", { n: problems.length })}
      description={problems.map(({ place, text: said }) => (
        <div key={place + said.en} data-testid="plan-problem" data-place={place}>
          <button type="button" className={styles.where} onClick={() => showPlace(place)}>
            {placeWords(plan, place)}
          </button>{" "}
          {text(said)}
        </div>
      ))}
      data-testid="plan-problems"
    />
  );
}

/** Open what is folded around a place, and go there. A place without a control is shown by the nearest one around it. */
function showPlace(place: string): void {
  for (let where = place; where !== ""; where = where.replace(/(\.\w+|\[\d+\]|^\w+)$/, "")) {
    const control = document.getElementById(controlId(where));
    const found = control ?? document.querySelector<HTMLElement>(`[data-place="${CSS.escape(where)}"]`);
    if (found === null) continue;
    found.closest("details")?.setAttribute("open", "");
    found.querySelector(":scope > details")?.setAttribute("open", "");
    found.scrollIntoView({ block: "center" });
    control?.focus();
    return;
  }
}
