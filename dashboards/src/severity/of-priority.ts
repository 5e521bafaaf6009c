const SEVERITY: Readonly<Record<string, string>> = { P1: "critical", P2: "high", P3: "medium", P4: "low" };

/** Screens show one scale, that of severity: the one that a priority follows. */
export function severityOf(priority: string): string {
  return SEVERITY[priority] ?? "low";
}
