import type { PermitEntry } from "../api/schema";
import { StepTimeline } from "../layout/step-timeline";
import { useWords } from "../messages/language-context";

/** What was done to a permit. */
export function PermitTimeline({ entries }: { readonly entries: readonly PermitEntry[] }) {
  const { word } = useWords();
  return <StepTimeline lines={entries.map((entry) => ({ ...entry, name: word("permit.step", entry.step), late: entry.step === "expire" && entry.state === "expired" }))} />;
}
