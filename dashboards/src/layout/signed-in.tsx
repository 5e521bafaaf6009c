import { lazy, Suspense } from "react";
import type { Location } from "react-router";

import { LiveProvider } from "../live/live-provider";
import { CallOpening } from "../phone/call-opening";
import { CallWatch } from "../phone/call-watch";
import { IdleLock } from "../offline/idle-lock";
import { OfflineKeeper } from "../offline/offline-keeper";
import { HereProvider } from "../sites/here-provider";
import { Shell } from "./shell";

const AlarmCallPage = lazy(() => import("../phone/alarm-call-page"));

interface SignedInProps {
  /** The call that stands over everything. */
  readonly call: string | null;
  /** The page under it; `null`: there is none. */
  readonly behind: Location | null;
}

/** Everything that needs somebody to be signed in. */
export default function SignedIn({ call, behind }: SignedInProps) {
  return (
    <HereProvider>
      <LiveProvider>
        <OfflineKeeper />
        <IdleLock />
        <CallWatch shown={call} />
        {(call === null || behind !== null) && (
          <div inert={call !== null}>
            <Shell />
          </div>
        )}
        {call !== null && (
          <Suspense fallback={<CallOpening />}>
            <AlarmCallPage id={call} behind={behind} />
          </Suspense>
        )}
      </LiveProvider>
    </HereProvider>
  );
}
