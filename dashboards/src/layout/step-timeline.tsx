import { Timeline } from "antd";
import type { ReactNode } from "react";

import { useWords } from "../messages/language-context";
import { ownHalf } from "../messages/translate";
import { Moment } from "../time/moment";
import { usePersonName } from "../work-orders/use-people";

/** One line of what was done to a thing. */
export interface StepLine {
  /** The step, as the API calls it. */
  readonly step: string;
  /** The step in the reader's words. */
  readonly name: string;
  readonly at: string;
  /** A username, `system`, or the name of somebody without an account, if `byName` says so. */
  readonly actor: string;
  readonly byName?: boolean;
  readonly note: string;
  /** Something was not done in time. */
  readonly late?: boolean;
  /** What else belongs to the step: the department that it was for. */
  readonly more?: ReactNode;
}

interface StepTimelineProps {
  /** Oldest first, as the API gives them. */
  readonly lines: readonly StepLine[];
  readonly testId?: string;
}

/** Who did what when, newest first. What Steward itself notes stands in both languages: the reader's half is shown. */
export function StepTimeline({ lines, testId = "timeline-entry" }: StepTimelineProps) {
  const { language } = useWords();
  const nameOf = usePersonName();
  return (
    <Timeline
      style={{ marginTop: 8 }}
      items={[...lines].reverse().map(({ step, name, at, actor, byName = false, note, late = false, more }, index) => ({
        key: `${at}${index}`,
        color: "gray",
        content: (
          <div data-testid={testId} data-event={step}>
            <strong className={late ? "late" : undefined}>{name}</strong>
            {more}
            <span className="quiet">
              {" · "}
              {byName ? actor : nameOf(actor)} · <Moment at={at} />
            </span>
            {note !== "" && <div style={{ whiteSpace: "pre-line", overflowWrap: "anywhere" }}>{actor === "system" ? ownHalf(note, language) : note}</div>}
          </div>
        ),
      }))}
    />
  );
}
