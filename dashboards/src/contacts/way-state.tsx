import type { Contact } from "../api/schema";
import { useWords } from "../messages/language-context";

/** What is known of a way, as a mark and a word: colour never stands alone. */
const LOOK = {
  works: { mark: "✓", tone: undefined },
  unproven: { mark: "?", tone: "quiet" },
  failing: { mark: "▲", tone: "severity-high" },
  off: { mark: "–", tone: "quiet" },
  unverified: { mark: "…", tone: "quiet" },
} as const;

export function WayState({ state }: { readonly state: Contact["state"] }) {
  const { word } = useWords();
  const { mark, tone } = LOOK[state];
  return (
    <span className={tone} data-testid="way-state" data-state={state}>
      <span aria-hidden="true">{mark}</span> {word("contacts.state", state)}
    </span>
  );
}
