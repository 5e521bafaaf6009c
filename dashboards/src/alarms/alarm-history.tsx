import type { AlarmEntry } from "../api/schema";
import { StepTimeline } from "../layout/step-timeline";
import { useWords } from "../messages/language-context";

/** What happened to an alarm. */
export function AlarmHistory({ entries }: { readonly entries: readonly AlarmEntry[] }) {
  const { word } = useWords();
  return <StepTimeline lines={entries.map((entry) => ({ ...entry, step: entry.event, name: word("alarm.event", entry.event) }))} testId="alarm-entry" />;
}
