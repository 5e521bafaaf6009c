import { useCallback } from "react";

import { useWords } from "../../messages/language-context";
import { usePersonName } from "../../work-orders/use-people";

/** Who did it: a person by name, Steward, or telemetry that showed it. */
export function useWho(): (actor: string) => string {
  const { t } = useWords();
  const nameOf = usePersonName();
  return useCallback((actor) => (actor === "telemetry" ? t("planRuns.telemetryDid") : nameOf(actor)), [t, nameOf]);
}
