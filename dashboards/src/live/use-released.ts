import { useEffect } from "react";

import type { Listed, PatchedList } from "./patched-list";

/** Let waiting rows in at once, for short lists where nobody is pointing at a row. */
export function useReleased<T extends Listed>(list: PatchedList<T> | undefined, release: () => void): void {
  const waiting = list?.waiting.length ?? 0;
  useEffect(() => {
    if (waiting > 0) release();
  }, [waiting, release]);
}
