import { severityOf } from "../severity/of-priority";
import { SeverityMark } from "../severity/severity-mark";

/** Screens show one scale, that of severity; a priority is shown as the severity that it follows. */
export function PriorityMark({ priority, wordless = false }: { readonly priority: string; readonly wordless?: boolean }) {
  return <SeverityMark severity={severityOf(priority)} wordless={wordless} />;
}
