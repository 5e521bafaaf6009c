import type { EChartsCoreOption, EChartsType } from "echarts/core";
import { useEffect, useRef } from "react";

import { useTheme } from "../theme/theme-context";
import { init } from "./echarts-parts";
import type { Look } from "./look";
import styles from "./point-trend.module.css";

interface ChartProps {
  /** What to draw in the colours of the theme; another function is drawn anew. */
  readonly option: (look: Look) => EChartsCoreOption;
  /** Read aloud instead of the picture. */
  readonly label: string;
  /** In pixels. */
  readonly height?: number;
  readonly testId?: string;
}

/** A chart without decoration, drawn again when what it shows, the theme or the size changes. */
export default function Chart({ option, label, height = 220, testId }: ChartProps) {
  const { dark } = useTheme();
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);

  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const drawn = init(element);
    chart.current = drawn;
    const watcher = new ResizeObserver(() => drawn.resize());
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      drawn.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
    const look = { ink: colour("ink"), quiet: colour("quiet"), line: colour("line"), raised: colour("raised"), severity: colour };
    chart.current?.setOption(option(look), { notMerge: true });
  }, [option, dark]);

  return <div ref={place} className={styles.chart} style={{ height }} role="img" aria-label={label} data-testid={testId} />;
}
