/** What waits to be sent, as the phone keeps it. */
import type { LateStepIn, LocalText } from "../api/schema";

/** What a person did; when, by which phone and under which id is added as it is put into the queue. */
export type Doing =
  | {
      readonly kind: "step";
      readonly step: Omit<LateStepIn, "id" | "occurred_at" | "sent_at" | "device_id" | "person_id">;
      /** Of an answer to a call: the order that the call is about, whose further steps wait behind it. */
      readonly order?: string;
    }
  | { readonly kind: "file"; readonly order: string; readonly name: string; readonly type: string };

export interface Waiting {
  /** Also the `Idempotency-Key` of the first try, if there was one. */
  readonly id: string;
  readonly person: string;
  /** Greater than that of everything before it on this phone. */
  readonly place: number;
  /** When it was done, by this phone's clock (RFC 3339). */
  readonly at: string;
  readonly doing: Doing;
  /** What it is about, for the person's eyes. */
  readonly about: LocalText;
  /** Why the server did not take it; `null`: it waits. */
  readonly refused: LocalText | null;
}

/** The order, alarm, whistle or call that it is about. */
export function subjectOf({ doing }: Pick<Waiting, "doing">): string {
  return doing.kind === "file" ? doing.order : (doing.order ?? doing.step.subject);
}

/** Whether it is about an order, to which a note can be added. */
export function isOfOrder({ doing }: Pick<Waiting, "doing">): boolean {
  return doing.kind === "file" || doing.order !== undefined || !["acknowledge", "check-in", "seen", "going"].includes(doing.step.what);
}
