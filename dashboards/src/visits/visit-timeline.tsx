import type { VisitEntry } from "../api/schema";
import { StepTimeline } from "../layout/step-timeline";
import { useWords } from "../messages/language-context";
import { ownHalf } from "../messages/translate";

/** What was done about a visit, by us and by the visitor. */
export function VisitTimeline({ entries }: { readonly entries: readonly VisitEntry[] }) {
  const { t, word, language } = useWords();
  return (
    <StepTimeline
      lines={entries.map((entry) => ({
        ...entry,
        name: word("visit.step", entry.step),
        note: ownHalf(entry.note, language),
        ...(entry.actor === "visitor" && { actor: t("actor.visitor"), byName: true }),
      }))}
    />
  );
}
