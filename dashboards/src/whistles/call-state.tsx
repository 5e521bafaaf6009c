import type { WhistleCall } from "../api/schema";
import { useWords } from "../messages/language-context";
import { lasting } from "../time/ago";
import { useNow } from "../time/clock";

/** How one department stands: how long it took, how long it still has, or for how long it is late. */
export function CallState({ call, over }: { readonly call: WhistleCall; readonly over: boolean }) {
  const { t, word } = useWords();
  const now = useNow(1);
  const limit = Date.parse(call.check_in_by);
  const length = (milliseconds: number) => {
    const { key, values } = lasting(milliseconds);
    return t(key, values);
  };
  if (call.checked_in_at !== null) {
    const took = t("whistles.took", { length: length(Date.parse(call.checked_in_at) - Date.parse(call.called_at)) });
    return (
      <span className="nowrap">
        <strong>{word("whistle.call", "in")}</strong> <span className={call.late ? "severity-high" : "quiet"}>{call.late ? t("whistles.cameLate") : took}</span>
      </span>
    );
  }
  const late = call.late || now >= limit;
  return (
    <span className="nowrap">
      <strong className={late ? "late" : undefined}>{word("whistle.call", late ? "late" : "waiting")}</strong>{" "}
      {!over && (
        <span className={`number ${late ? "late" : "quiet"}`}>
          {late ? t("whistles.over", { length: length(now - limit) }) : t("whistles.left", { length: length(limit - now) })}
        </span>
      )}
    </span>
  );
}
