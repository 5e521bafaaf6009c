import type { PlanRunDetail } from "../../api/schema";
import { useReadings } from "../../live/live-context";
import { useWords } from "../../messages/language-context";
import { RunValue } from "./run-value";
import { byAsset } from "./run-steps";
import styles from "./runs.module.css";

/** What the plan watches, the values of each asset together. */
export function RunTelemetry({ run }: { readonly run: PlanRunDetail }) {
  const { t, text } = useWords();
  const told = run.watched.filter(({ in_plan }) => in_plan);
  useReadings(run.realm === "live" && (run.state === "running" || run.state === "proposed"));
  return (
    <section className={styles.part} aria-label={t("planRuns.telemetry")} data-testid="run-telemetry">
      <h2>{t("planRuns.telemetry")}</h2>
      {told.length === 0 && <p className="quiet">{t("planRuns.telemetryNone")}</p>}
      <div className={styles.groups}>
        {byAsset(told).map(({ asset, first, points }) => (
          <div key={asset} data-testid="run-watched" data-asset={asset}>
            <strong>{text(first.asset_name)}</strong> <small className="quiet">{text(first.place)}</small>
            <dl>
              {points.map((watched) => (
                <RunValue key={watched.point.id} watched={watched} />
              ))}
            </dl>
          </div>
        ))}
      </div>
    </section>
  );
}
