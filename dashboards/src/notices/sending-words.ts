import type { NoticeDetail } from "../api/schema";
import type { Words } from "../messages/language-context";

/** What would go out, and by what, before somebody says yes. */
export function sendingWords(notice: NoticeDetail, t: Words["t"], text: Words["text"]): string {
  if (notice.realm !== "live") return t("notices.drillNothing");
  const chosen = notice.reach.filter((way) => way.chosen);
  const messages = chosen.reduce((sum, way) => sum + way.messages, 0);
  if (chosen.length === 0) return t("notices.askSendNothing");
  return t("notices.askSendWhat", { n: messages, ways: chosen.map((way) => `${text(way.title)} ${way.messages}`).join(" · ") });
}
