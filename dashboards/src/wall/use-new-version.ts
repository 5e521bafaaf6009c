import { useEffect, useEffectEvent } from "react";

import { workerLink } from "../phone/worker-link";

const LOOK_MS = 10 * 60_000;

/** Load a newer version of the app when there is one and the moment is `calm`: nobody stands there to press a button. */
export function useNewVersion(calm: () => boolean): void {
  const look = useEffectEvent(async () => {
    if (!calm()) return;
    if (workerLink.updated()) workerLink.renew();
    else if (await isNewer()) location.reload();
  });
  useEffect(() => {
    const timer = setInterval(() => void look().catch(() => undefined), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
}

/** Whether the server's page begins with another script than this one did. */
async function isNewer(): Promise<boolean> {
  const running = document.querySelector<HTMLScriptElement>("script[type=module][src]");
  if (running === null) return false;
  const answer = await fetch("/index.html", { cache: "no-store" });
  return answer.ok && !(await answer.text()).includes(new URL(running.src).pathname);
}
