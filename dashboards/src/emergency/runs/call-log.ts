/** Who was rung up, with what result: read from the log of a run. */
import type { RunEntry } from "../../api/schema";

export interface LastCall {
  readonly at: string;
  readonly by: string;
  readonly reached: boolean;
  readonly times: number;
}

/** The last call to each contact, by its id. */
export function lastCalls(log: readonly RunEntry[]): ReadonlyMap<string, LastCall> {
  const calls = new Map<string, LastCall>();
  for (const { event, data, occurred_at, actor } of log) {
    const { contact, result } = data;
    if (event !== "call" || typeof contact !== "string") continue;
    calls.set(contact, { at: occurred_at, by: actor, reached: result === "reached", times: (calls.get(contact)?.times ?? 0) + 1 });
  }
  return calls;
}
