import type { CallOut } from "../api/schema";
import { useWords } from "../messages/language-context";
import { lasting } from "../time/ago";
import { useNow } from "../time/clock";

/** How a call-out stands: who has it and how long that took, or when the next step begins. */
export function CallOutState({ callOut }: { readonly callOut: CallOut }) {
  const { t, word } = useWords();
  const now = useNow(1);
  const length = (milliseconds: number) => {
    const { key, values } = lasting(Math.max(0, milliseconds));
    return t(key, values);
  };
  if (!callOut.asks) return <span className="quiet">{t("callOuts.told")}</span>;
  if (callOut.answer !== null && callOut.answered_at !== null) {
    const took = length(Date.parse(callOut.answered_at) - Date.parse(callOut.created_at));
    return (
      <span>
        <strong>{t("callOuts.answeredBy", { name: callOut.answered_by_name ?? "", answer: word("callOut.answer", callOut.answer) })}</strong>{" "}
        <span className="quiet number">{t("callOuts.after", { length: took })}</span>
      </span>
    );
  }
  if (callOut.state === "unanswered") return <strong className="late">{word("callOut.state", "unanswered")}</strong>;
  if (callOut.state === "settled") return <span className="quiet">{t("callOuts.settled")}</span>;
  const left = callOut.next_at === null ? null : Date.parse(callOut.next_at) - now;
  return (
    <span>
      <strong>{word("callOut.state", callOut.state)}</strong>{" "}
      {left !== null && <span className="quiet number">{left > 0 ? t("callOuts.next", { length: length(left) }) : t("callOuts.nextNow")}</span>}
    </span>
  );
}
