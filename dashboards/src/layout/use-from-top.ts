import { useLayoutEffect } from "react";

/** A page that is opened from deep inside of another one begins at its top; `what` says when it is another page. */
export function useFromTop(what: string): void {
  useLayoutEffect(() => {
    // In braces: newer browsers answer with a promise, which React would take for the end of the effect.
    scrollTo(0, 0);
  }, [what]);
}
