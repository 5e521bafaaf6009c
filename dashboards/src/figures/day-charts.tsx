import { Card, Skeleton } from "antd";
import { Suspense, useCallback } from "react";

import type { AlarmFigures } from "../api/schema";
import type { Look } from "../charts/look";
import { lazyPart } from "../layout/lazy-part";
import { useWords } from "../messages/language-context";
import { daysOption } from "./days-option";
import { figureWords } from "./figure-words";
import styles from "./figures.module.css";
import { type FigureName, figuresOf, TARGETS } from "./targets";

const Chart = lazyPart(() => import("../charts/chart"));
const CHARTS = ["average", "peak", "inFlood"] as const;
const HEIGHT = 180;

/** The course of the figures over the days, each with the line that it should stay under. */
export function DayCharts({ days }: { readonly days: readonly AlarmFigures[] }) {
  const { t } = useWords();
  return (
    <div className={styles.three}>
      {CHARTS.map((name) => (
        <Card key={name} size="small" title={t(`figures.${name}`)}>
          <Suspense fallback={<Skeleton.Node active style={{ width: "100%", height: HEIGHT }} />}>
            <DayChart name={name} days={days} />
          </Suspense>
        </Card>
      ))}
    </div>
  );
}

interface DayChartProps {
  readonly name: FigureName & keyof typeof TARGETS;
  readonly days: readonly AlarmFigures[];
}

function DayChart({ name, days }: DayChartProps) {
  const { t, language } = useWords();
  const option = useCallback(
    (look: Look) =>
      daysOption({
        days: days.map(({ first }) => first),
        values: days.map((figures) => figuresOf(figures).find((figure) => figure.name === name)?.value ?? null),
        target: TARGETS[name],
        targetLabel: t("figures.target"),
        say: (value) => figureWords(name, value, language),
        look,
      }),
    [name, days, t, language],
  );
  return <Chart option={option} label={t("figures.perDay", { name: t(`figures.${name}`) })} height={HEIGHT} testId={`chart-${name}`} />;
}
