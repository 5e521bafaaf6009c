import type { EChartsCoreOption, EChartsType } from "echarts/core";
import { useEffect, useEffectEvent, useRef } from "react";

import { init } from "../charts/echarts-parts";
import type { Look } from "../charts/look";
import { useTheme } from "../theme/theme-context";

interface TrendCanvasProps {
  readonly option: (look: Look) => EChartsCoreOption;
  readonly height: number;
  readonly label: string;
  /** A wheel, a drag or two fingers have chosen another span (epoch ms). */
  readonly chosen: (from: number, to: number) => void;
  /** The drawing, for its picture; `null`: it is gone. */
  readonly drawn: (drawing: EChartsType | null) => void;
}

const STILL_MS = 350;

/** The drawing, which can be zoomed and moved by hand; what was chosen is told once the hand is still. */
export default function TrendCanvas({ option, height, label, chosen, drawn: told }: TrendCanvasProps) {
  const { dark } = useTheme();
  const place = useRef<HTMLDivElement>(null);
  const drawing = useRef<EChartsType | null>(null);
  const tell = useEffectEvent(chosen);
  const show = useEffectEvent(told);

  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const drawn = init(element);
    drawing.current = drawn;
    show(drawn);
    let timer: ReturnType<typeof setTimeout> | undefined;
    drawn.on("datazoom", () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const [zoom] = (drawn.getOption() as { readonly dataZoom?: readonly { readonly startValue?: number; readonly endValue?: number }[] }).dataZoom ?? [];
        if (zoom?.startValue !== undefined && zoom.endValue !== undefined) tell(zoom.startValue, zoom.endValue);
      }, STILL_MS);
    });
    const watcher = new ResizeObserver(() => drawn.resize());
    watcher.observe(element);
    return () => {
      clearTimeout(timer);
      watcher.disconnect();
      drawn.dispose();
      drawing.current = null;
      show(null);
    };
  }, []);

  useEffect(() => {
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
    drawing.current?.setOption(option({ ink: colour("ink"), quiet: colour("quiet"), line: colour("line"), raised: colour("raised"), severity: colour }), { notMerge: true });
  }, [option, dark]);

  return <div ref={place} style={{ height, width: "100%" }} role="img" aria-label={label} data-testid="trend-canvas" />;
}
