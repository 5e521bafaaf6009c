import { useEffect } from "react";

/** Keep the screen on while `wanted`. Browsers let go of it whenever the page is hidden, so it is asked for again; those without it do nothing. */
export function useWakeLock(wanted: boolean): void {
  useEffect(() => {
    const locks = (navigator as Partial<Navigator>).wakeLock;
    if (!wanted || locks === undefined) return undefined;
    let lock: WakeLockSentinel | null = null;
    let over = false;
    const take = () => {
      if (document.visibilityState !== "visible" || (lock !== null && !lock.released)) return;
      locks.request("screen").then(
        (taken) => {
          if (over) void taken.release();
          else lock = taken;
        },
        // A battery that is nearly empty is a reason to refuse.
        () => undefined,
      );
    };
    take();
    document.addEventListener("visibilitychange", take);
    return () => {
      over = true;
      document.removeEventListener("visibilitychange", take);
      void lock?.release();
    };
  }, [wanted]);
}
