import { useWords } from "../messages/language-context";

export const ORDER_STEPS = ["open", "triage", "dispatch", "accept", "start", "arrive", "hold", "resume", "complete", "verify", "close", "cancel", "reopen", "overdue"];

/** What a webhook hears of, in words: `work-order`, `alarm`, or a single step of them. */
export function useEventWords(): (event: string) => string {
  const { t, word } = useWords();
  return (event) => {
    if (event === "work-order") return t("outside.webhook.allOrders");
    if (event === "alarm") return t("outside.webhook.allAlarms");
    if (event === "steward.test") return t("outside.delivery.test");
    const [family, step] = event.split(".", 2);
    return word(family === "alarm" ? "alarm.event" : "order.event", step ?? "");
  };
}
