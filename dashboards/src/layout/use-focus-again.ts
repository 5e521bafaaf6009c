import { type RefObject, useEffect, useRef } from "react";

import { LIST_ITEM } from "./use-list-keys";

/** When the item that stood open beside a list is closed, the keyboard is on it again, as if it had never left. `openId`: which one is open. */
export function useFocusAgain(list: RefObject<HTMLElement | null>, openId: string | undefined): void {
  const was = useRef(openId);
  useEffect(() => {
    const closed = was.current;
    was.current = openId;
    // Whoever has gone on to something else meanwhile is left there.
    if (closed === undefined || openId !== undefined || document.activeElement !== document.body) return;
    list.current?.querySelector<HTMLElement>(`[${LIST_ITEM}="${CSS.escape(closed)}"]`)?.focus({ preventScroll: true });
  }, [list, openId]);
}
