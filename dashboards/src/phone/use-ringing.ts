import { useEffect, useSyncExternalStore } from "react";

import { onSound, play, readySound, soundReady } from "../live/beep";
import { ringTone } from "./ring-tones";

/** Ring and shake as long as something of this severity calls; `null`: nothing does. It starts as soon as sound is allowed. */
export function useRinging(severity: string | null): void {
  const audible = useSoundReady();
  useEffect(() => {
    if (severity === null) return undefined;
    const { tones, volume, everyMs, shake } = ringTone(severity);
    let stop: () => void = () => undefined;
    const once = () => {
      stop();
      stop = play(tones, volume);
      shakeWith(shake);
    };
    once();
    const timer = everyMs === null ? undefined : setInterval(once, everyMs);
    return () => {
      clearInterval(timer);
      stop();
      shakeWith([]);
    };
  }, [severity, audible]);
}

/** Safari has no vibration, and browsers refuse it, with a complaint, before the person has touched the page. */
function shakeWith(pattern: readonly number[]): void {
  const { vibrate, userActivation } = navigator as Partial<Navigator>;
  if (userActivation?.hasBeenActive !== false) vibrate?.call(navigator, [...pattern]);
}

/** Whether the page may be heard; follows it. */
export function useSoundReady(): boolean {
  return useSyncExternalStore(onSound, soundReady);
}

/** Let the next touch, wherever it is, allow the sound. */
export function useSoundByTouch(): void {
  useEffect(() => {
    addEventListener("pointerdown", readySound);
    addEventListener("keydown", readySound);
    return () => {
      removeEventListener("pointerdown", readySound);
      removeEventListener("keydown", readySound);
    };
  }, []);
}
