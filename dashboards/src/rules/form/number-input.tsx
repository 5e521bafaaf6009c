import { InputNumber } from "antd";

import type { Shape } from "./shape";

interface NumberInputProps {
  readonly id: string;
  readonly shape: Shape & { readonly kind: "number" };
  readonly value: unknown;
  readonly fallback: unknown;
  readonly unit: string;
  readonly label?: string;
  readonly change: (value: number | undefined) => void;
}

export function NumberInput({ id, shape, value, fallback, unit, label, change }: NumberInputProps) {
  return (
    <InputNumber<number>
      id={id}
      aria-label={label}
      value={typeof value === "number" ? value : null}
      onChange={(next) => change(next ?? undefined)}
      min={shape.least ?? undefined}
      max={shape.most ?? undefined}
      precision={shape.whole ? 0 : undefined}
      placeholder={typeof fallback === "number" ? String(fallback) : undefined}
      suffix={unit === "" ? undefined : unit}
      style={{ width: 180, maxWidth: "100%" }}
    />
  );
}
