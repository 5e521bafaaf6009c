import { Button } from "antd";
import { useState } from "react";

import type { SimulationNow } from "../api/schema";
import cardStyles from "../layout/cards.module.css";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { ConditionsDialog } from "./conditions-dialog";
import styles from "./simulation.module.css";

/** Since when the simulators run, and the weather there. */
export function NowCard({ now }: { readonly now: SimulationNow }) {
  const { t } = useWords();
  const [changing, setChanging] = useState(false);
  const facts = [
    { name: t("simulation.startedAt"), value: <Moment at={now.began_at} /> },
    { name: t("simulation.localTime"), value: now.local_time },
    { name: t("simulation.speed"), value: now.speed },
    { name: t("simulation.rain"), value: now.rain_mm_h },
  ];
  return (
    <section className={cardStyles.card} aria-labelledby="simulation-now" data-testid="simulation-now" data-rain={now.rain_mm_h}>
      <span className={cardStyles.line}>
        <h2 id="simulation-now" style={{ margin: 0 }}>
          {t("simulation.now")}
        </h2>
        <Button onClick={() => setChanging(true)} data-testid="change-conditions">
          {t("simulation.conditions")}
        </Button>
      </span>
      {facts.map(({ name, value }) => (
        <span key={name} className={cardStyles.line}>
          <span className="quiet">{name}</span>
          <span className="number">{value}</span>
        </span>
      ))}
      {now.scripted_faults.length > 0 && (
        <div className={styles.part}>
          <span className="quiet">{t("simulation.scripted")}</span>
          {now.scripted_faults.map((fault) => (
            <code key={fault}>{fault}</code>
          ))}
        </div>
      )}
      <ConditionsDialog open={changing} now={now} close={() => setChanging(false)} />
    </section>
  );
}
