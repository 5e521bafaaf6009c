import { useEffect, useRef, useState } from "react";

/**
 * Whether a dialog is open that is made only then. When it closes, the keyboard is where it was before: Ant Design's own
 * way needs the dialog to stay.
 */
export function useDialog(): { readonly open: boolean; readonly show: () => void; readonly close: () => void } {
  const [open, set] = useState(false);
  const before = useRef<Element | null>(null);
  useEffect(() => {
    if (open) return;
    if (before.current instanceof HTMLElement) before.current.focus({ preventScroll: true });
    before.current = null;
  }, [open]);

  function show() {
    // Pressed again while it is open, it would come back to itself.
    before.current ??= document.activeElement;
    set(true);
  }

  return { open, show, close: () => set(false) };
}
