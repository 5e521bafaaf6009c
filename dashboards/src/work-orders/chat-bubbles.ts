/** The notes and files of an order as a conversation: who said or showed what, oldest first. */
import type { Attachment, WorkOrderDetail } from "../api/schema";

export interface Bubble {
  readonly key: string;
  readonly actor: string;
  readonly at: string;
  readonly text: string;
  readonly file: Attachment | null;
}

export function bubblesOf({ timeline, attachments }: Pick<WorkOrderDetail, "timeline" | "attachments">): readonly Bubble[] {
  const notes = timeline
    .filter(({ event, note }) => event === "note" && note !== "")
    .map(({ id, actor, occurred_at, note }): Bubble => ({ key: `note ${id}`, actor, at: occurred_at, text: note, file: null }));
  const files = attachments.filter(({ kind }) => kind !== "signature").map((file): Bubble => ({ key: `file ${file.id}`, actor: file.added_by, at: file.added_at, text: "", file }));
  return [...notes, ...files].sort((a, b) => a.at.localeCompare(b.at));
}
