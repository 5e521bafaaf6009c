import { useEffect, useEffectEvent } from "react";

/** Hear keys wherever the focus is, but for those typed into a field or on a button. */
export function useKeyDown(pressed: (key: string) => void): void {
  const hear = useEffectEvent(pressed);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
      hear(event.key);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
}
