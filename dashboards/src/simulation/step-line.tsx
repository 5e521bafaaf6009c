import { Fragment } from "react";
import { Link } from "react-router";

import type { ScenarioStep } from "../api/schema";
import { useWords } from "../messages/language-context";
import { lasting } from "../time/ago";
import styles from "./simulation.module.css";

/** A step of a running scenario: when, what, to whom, and where it is. */
export function StepLine({ step }: { readonly step: ScenarioStep }) {
  const { t, text } = useWords();
  const at = lasting(step.at_s * 1_000);
  return (
    <li className={styles.step} data-testid="step" data-state={step.state ?? undefined}>
      <span className="quiet number">{t(at.key, at.values)}</span>
      <span className={styles.grow}>
        <code>{step.what}</code>{" "}
        {step.assets.map((asset, index) => (
          <Fragment key={asset.id}>
            {index > 0 && " / "}
            <Link to={`/assets/${asset.id}`}>{asset.name === null ? asset.id : text(asset.name)}</Link>
          </Fragment>
        ))}
        {step.device !== null && <code>{step.device}</code>}
      </span>
      {step.state !== null && <span className={step.state === "now" ? undefined : "quiet"}>{t(`simulation.step.${step.state}`)}</span>}
    </li>
  );
}
