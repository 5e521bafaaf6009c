import type { WhistleEntry } from "../api/schema";
import { StepTimeline } from "../layout/step-timeline";
import { useWords } from "../messages/language-context";

const LATE: readonly string[] = ["late", "escalate"];

/** What was done about a whistle. */
export function WhistleTimeline({ entries }: { readonly entries: readonly WhistleEntry[] }) {
  const { word } = useWords();
  return (
    <StepTimeline
      lines={entries.map((entry) => ({
        ...entry,
        name: word("whistle.step", entry.step),
        late: LATE.includes(entry.step),
        more: entry.department !== null && ` · ${word("department", entry.department)}`,
      }))}
    />
  );
}
