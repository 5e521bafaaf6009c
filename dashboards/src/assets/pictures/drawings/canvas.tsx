import { type ReactNode, useId } from "react";

import styles from "./drawings.module.css";

interface CanvasProps {
  /** What the drawing says, in words. */
  readonly label: string;
  readonly width: number;
  readonly height: number;
  /** Facts for those who look at the page with a program. */
  readonly facts: Readonly<Record<`data-${string}`, string | number | undefined>>;
  readonly children: (unknown: string) => ReactNode;
}

/** The sheet of a drawing. What nobody knows is filled with the hatching that `children` is given. */
export function Canvas({ label, width, height, facts, children }: CanvasProps) {
  const hatch = useId();
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${width} ${height}`} className={styles.canvas} data-testid="drawing" {...facts}>
      <defs>
        <pattern id={hatch} width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="8" height="8" className={styles.hatchGround} />
          <line x1="0" y1="0" x2="0" y2="8" className={styles.hatchLine} />
        </pattern>
      </defs>
      {children(`url(#${hatch})`)}
    </svg>
  );
}

/** The mark of what is not known. */
export function Unknown({ x, y, size = 28 }: { readonly x: number; readonly y: number; readonly size?: number }) {
  return (
    <text x={x} y={y} fontSize={size} className={styles.question} data-unknown="">
      ?
    </text>
  );
}

/** The mark of what deviates: never colour alone. */
export function Wrong({ x, y, r = 12 }: { readonly x: number; readonly y: number; readonly r?: number }) {
  return (
    <g transform={`translate(${x} ${y})`} className={styles.wrongMark} data-wrong="">
      <path d={`M0 ${-r} L${r} ${r * 0.8} L${-r} ${r * 0.8} Z`} />
      <text y={r * 0.62} fontSize={r * 1.25}>
        !
      </text>
    </g>
  );
}
