import { useEffect, useEffectEvent } from "react";
import { useNavigate } from "react-router";

/** `g` and then a letter: where to go. */
const PLACES: Readonly<Record<string, string>> = { o: "/", a: "/alarms", w: "/work-orders", e: "/assets", i: "/incidents", p: "/permits", f: "/figures", r: "/rules" };
const SECOND_KEY_MS = 1_200;

/**
 * Keys that work on every page: `?` help, `/` search, `g` + letter to go somewhere, never while somebody is writing; and
 * Ctrl+K (⌘K) to find, always.
 */
export function useGlobalKeys(showHelp: () => void, find: () => void): void {
  const navigate = useNavigate();
  const help = useEffectEvent(showHelp);
  const seek = useEffectEvent(find);
  useEffect(() => {
    let going = 0;
    function pressed(event: KeyboardEvent) {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        seek();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
      const place = PLACES[event.key];
      if (place !== undefined && Date.now() - going < SECOND_KEY_MS) {
        going = 0;
        void navigate(place);
      } else if (event.key === "g") {
        going = Date.now();
      } else if (event.key === "?") {
        help();
      } else if (event.key === "/") {
        const search = document.querySelector<HTMLInputElement>("input[data-search]");
        if (search === null) return;
        event.preventDefault();
        search.focus();
        search.select();
      }
    }
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [navigate]);
}

/** A dialog over the page has the word. */
export function isOver(): boolean {
  return document.querySelector(".ant-modal-wrap:not([style*='display: none'])") !== null;
}

export function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
}
