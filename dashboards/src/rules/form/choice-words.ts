import { useCallback } from "react";

import { useWords } from "../../messages/language-context";

/** Where the words for the values of an enumeration of the schema stand. */
const FAMILIES: Readonly<Record<string, string>> = {
  Severity: "severity",
  Department: "department",
  Consequence: "alarm.consequence",
  Latch: "alarm.latch",
  CauseKind: "rule.cause",
  OrderKind: "order.kind",
  Evidence: "order.evidence",
  Group: "rule.group",
  Place: "rule.place",
  Direction: "rule.direction",
};

/** The word for a value of an enumeration; one that this app does not know is shown as it is. */
export function useChoiceWords(): (family: string, value: string) => string {
  const { word } = useWords();
  return useCallback((family, value) => (FAMILIES[family] === undefined ? value : word(FAMILIES[family], value)), [word]);
}
