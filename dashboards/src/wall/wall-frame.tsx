import { App as AntApp } from "antd";
import { useEffect, useRef } from "react";

import { LiveProvider } from "../live/live-provider";
import { HereProvider } from "../sites/here-provider";
import { WallScreen } from "./wall-screen";

const TRY_AGAIN_MS = 30_000;

/** A page for a monitor across the room: without the menus of the others, and without their notices, which nobody closes. */
export default function WallPage() {
  const shown = useRef(false);
  useEffect(() => {
    // A server that was away while the screen was switched on: nobody stands there to try again.
    const timer = setInterval(() => {
      if (!shown.current) location.reload();
    }, TRY_AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <AntApp>
      <HereProvider>
        <LiveProvider quiet>
          <WallScreen
            stands={() => {
              shown.current = true;
            }}
          />
        </LiveProvider>
      </HereProvider>
    </AntApp>
  );
}
