import { SeverityMark } from "../severity/severity-mark";

const SEVERITY: Readonly<Record<string, string>> = { P1: "critical", P2: "high", P3: "medium", P4: "low" };

/** Screens show one scale, that of severity; a priority is shown as the severity that it follows. */
export function PriorityMark({ priority, wordless = false }: { readonly priority: string; readonly wordless?: boolean }) {
  return <SeverityMark severity={SEVERITY[priority] ?? "low"} wordless={wordless} />;
}
