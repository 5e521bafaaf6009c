import { useSyncExternalStore } from "react";

/** Whether a media query holds; follows it. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = matchMedia(query);
      media.addEventListener("change", changed);
      return () => media.removeEventListener("change", changed);
    },
    () => matchMedia(query).matches,
  );
}

/** A phone, or a window as narrow as one. */
export function useNarrow(): boolean {
  return useMedia("(max-width: 767px)");
}
