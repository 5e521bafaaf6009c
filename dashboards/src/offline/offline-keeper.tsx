import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { useHere } from "../sites/site-context";
import { keyRing, savedReading } from "./at-hand";
import { canSeal } from "./cipher";
import { deviceId } from "./device";
import { keepAtHand } from "./keep-at-hand";
import { useReach } from "./use-offline";
import { api, data } from "../api/client";

const AGAIN_MS = 10 * 60_000;
const LATER_MS = 3_000;
/** After a try that did not get to its end. */
const SOON_MS = 30_000;

/** Keeps what is needed offline at hand while somebody is signed in and the server answers. Shows nothing. */
export function OfflineKeeper() {
  const client = useQueryClient();
  const { me, site } = useHere();
  const { lostSince } = useReach();
  const reachable = lostSince === null;
  useEffect(() => {
    if (!reachable || !canSeal()) return undefined;
    const keep = async () => {
      await keyRing.obtain(me.id, async () => (await data(api.POST("/api/v1/me/phone-key", { body: { device_id: deviceId() } }))).key);
      await keepAtHand(client, me, site);
      await savedReading.tidy();
    };
    let going = true;
    let timer = 0;
    const run = async () => {
      const after = await keep().then(
        () => AGAIN_MS,
        () => SOON_MS,
      );
      if (going) timer = window.setTimeout(() => void run(), after);
    };
    // The page that was opened comes first.
    timer = window.setTimeout(() => void run(), LATER_MS);
    return () => {
      going = false;
      clearTimeout(timer);
    };
  }, [client, me, site, reachable]);
  return null;
}
