import { type RefObject, useEffect } from "react";

/** Tells a part of the page, as `--above`, how much of the window stands above it: bars come and go, and it shall end where the window does. */
export function useRestOfScreen(part: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = part.current;
    const page = element?.closest("main");
    if (element == null || page == null) return;
    const measure = () => element.style.setProperty("--above", `${Math.round(element.getBoundingClientRect().top + window.scrollY)}px`);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(page);
    if (page.parentElement !== null) for (const bar of page.parentElement.children) observer.observe(bar);
    const bars = new MutationObserver(measure);
    if (page.parentElement !== null) bars.observe(page.parentElement, { childList: true });
    window.addEventListener("resize", measure);
    return () => {
      observer.disconnect();
      bars.disconnect();
      window.removeEventListener("resize", measure);
    };
  }, [part]);
}
