import { type RefObject, useEffect, useEffectEvent } from "react";

import { isOver, isWriting } from "./use-global-keys";

/** The attribute that makes a link an item of a list; its value is the id of what it stands for. */
export const LIST_ITEM = "data-list-item";

/** `j` and `k` walk through the items of a list, Enter opens (the items are links); `acts` do something to the one that has the focus. */
export function useListKeys(list: RefObject<HTMLElement | null>, acts: Readonly<Record<string, (id: string) => void>>): void {
  const act = useEffectEvent((key: string, id: string) => acts[key]?.(id));
  useEffect(() => {
    function pressed(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target) || isOver()) return;
      const items = [...(list.current?.querySelectorAll<HTMLElement>(`[${LIST_ITEM}]`) ?? [])];
      const at = items.findIndex((item) => item === document.activeElement);
      if (event.key === "j" || event.key === "k") {
        const next = items[event.key === "j" ? Math.min(at + 1, items.length - 1) : Math.max(at - 1, 0)];
        next?.focus();
        next?.scrollIntoView({ block: "nearest" });
        return;
      }
      const id = items[at]?.getAttribute(LIST_ITEM);
      if (id != null) act(event.key, id);
    }
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [list]);
}
