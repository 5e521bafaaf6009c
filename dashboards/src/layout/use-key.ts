import { useEffect, useEffectEvent } from "react";

import { isOver, isWriting } from "./use-global-keys";

/** Do `action` when `key` is pressed while this is shown and nobody is writing; `null` switches it off. */
export function useKey(key: string, action: (() => void) | null): void {
  const act = useEffectEvent(() => action?.());
  useEffect(() => {
    function pressed(event: KeyboardEvent) {
      if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target) || isOver()) return;
      act();
    }
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [key]);
}
