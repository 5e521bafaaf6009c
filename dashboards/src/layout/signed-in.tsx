import { LiveProvider } from "../live/live-provider";
import { HereProvider } from "../sites/here-provider";
import { Shell } from "./shell";

/** Everything that needs somebody to be signed in. */
export default function SignedIn() {
  return (
    <HereProvider>
      <LiveProvider>
        <Shell />
      </LiveProvider>
    </HereProvider>
  );
}
