import { useCallback } from "react";

import type { CallOut } from "../api/schema";
import { useWords } from "../messages/language-context";

/** What a call says; one of a drill says first that it is one. */
export function useCallTitle(): (call: Pick<CallOut, "title" | "drill_id">) => string {
  const { t, text } = useWords();
  return useCallback(({ title, drill_id }) => (drill_id === null ? "" : t("phone.drillPrefix")) + text(title), [t, text]);
}
