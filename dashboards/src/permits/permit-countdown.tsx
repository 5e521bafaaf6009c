import type { Permit } from "../api/schema";
import { useWords } from "../messages/language-context";
import { lasting } from "../time/ago";
import { useNow } from "../time/clock";
import { permitLimit } from "./permit-limit";

/** How long a permit still runs, or for how long it is over its time; in colour only when that is near or past. */
export function PermitCountdown({ permit }: { readonly permit: Pick<Permit, "state" | "starts_at" | "until" | "recheck_at"> }) {
  const { t } = useWords();
  const now = useNow();
  const limit = permitLimit(permit, now);
  if (limit === null) return null;
  const length = lasting(limit.lengthMs);
  return (
    <span
      className={`number ${limit.urgency === "late" ? "late" : limit.urgency === "soon" ? "severity-high" : "quiet"}`}
      data-testid="permit-countdown"
      data-urgency={limit.urgency}
    >
      {t(limit.sentence, { length: t(length.key, length.values) })}
    </span>
  );
}
