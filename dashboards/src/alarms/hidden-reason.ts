import type { HiddenBy } from "../api/schema";
import type { Words } from "../messages/language-context";

/** Why an alarm is hidden: what a person wrote; of what the design, a permit or a cause hides, the reason in words. */
export function hiddenReason(hidden: HiddenBy, word: Words["word"]): string {
  return hidden.kind === "suppressed" ? word("alarm.hidden", hidden.reason) : hidden.reason;
}

/** The page of what hides an alarm; `null`: a person, who gave a reason. */
export function hiddenPath(hidden: HiddenBy): string | null {
  if (hidden.kind === "out_of_service") return "/out-of-service";
  if (hidden.kind !== "suppressed") return null;
  const id = encodeURIComponent(hidden.by);
  if (hidden.reason === "ROOT_CAUSE") return `/alarms/${id}`;
  if (hidden.reason === "PERMIT") return `/permits/${id}`;
  return hidden.reason === "BY_DESIGN" ? `/rules/${id}` : null;
}
