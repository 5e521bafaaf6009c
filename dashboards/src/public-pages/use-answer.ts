import { useCallback, useEffect, useState } from "react";

import { ask } from "./ask";
import type { Language } from "./texts";

interface Answer<T> {
  readonly data: T | null;
  readonly error: unknown;
  readonly put: (data: T) => void;
  readonly again: () => void;
}

/** What an address says now; asked again every `everyMs` while the page is seen. */
export function useAnswer<T>(path: string, language: Language, everyMs?: number): Answer<T> {
  const [data, put] = useState<T | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let over = false;
    ask<T>(path, language).then(
      (told) => {
        if (over) return;
        put(told);
        setError(null);
      },
      (why: unknown) => {
        if (!over) setError(why);
      },
    );
    return () => {
      over = true;
    };
  }, [path, language, turn]);
  useEffect(() => {
    if (everyMs === undefined) return undefined;
    const timer = setInterval(() => {
      if (!document.hidden) setTurn((before) => before + 1);
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return { data, error, put, again: useCallback(() => setTurn((before) => before + 1), []) };
}
