import { useRouteError } from "react-router";

import { Failure } from "./failure";

/** Instead of a page that has failed to draw itself: what happened, and a fresh start. */
export function BrokenPage() {
  return <Failure error={useRouteError()} retry={() => location.reload()} />;
}
