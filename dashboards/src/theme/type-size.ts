/** How large the type of this device is: three sizes, kept here. */
import { useSyncExternalStore } from "react";

import { recall, remember } from "../layout/preferences";

export const TYPE_SIZES = ["usual", "large", "largest"] as const;
export type TypeSize = (typeof TYPE_SIZES)[number];

export const SCALE: Readonly<Record<TypeSize, number>> = { usual: 1, large: 1.2, largest: 1.45 };

const listeners = new Set<() => void>();

export function typeSize(): TypeSize {
  const kept = recall("type-size");
  return TYPE_SIZES.find((size) => size === kept) ?? "usual";
}

export function chooseTypeSize(size: TypeSize): void {
  remember("type-size", size);
  for (const changed of listeners) changed();
}

export function useTypeSize(): TypeSize {
  return useSyncExternalStore(subscribe, typeSize);
}

function subscribe(changed: () => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}
