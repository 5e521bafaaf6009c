import { Tag } from "antd";

import type { Webhook } from "../api/schema";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";

/** Whether an endpoint is told, and if not or in vain, why. */
export function WebhookState({ webhook }: { readonly webhook: Webhook }) {
  const { t, word } = useWords();
  if (webhook.ended !== null)
    return (
      <span data-testid="webhook-state" data-state={webhook.ended}>
        <Tag>{t("outside.webhook.off")}</Tag>
        <span className="quiet">{word("outside.ended", webhook.ended)}</span>
      </span>
    );
  if (webhook.failing_since !== null) {
    const [before = "", after = ""] = t("outside.webhook.failing").split("{ago}");
    return (
      <Tag color="warning" data-testid="webhook-state" data-state="unanswered">
        {before}
        <Moment at={webhook.failing_since} />
        {after}
      </Tag>
    );
  }
  return (
    <Tag color="success" data-testid="webhook-state" data-state="active">
      {t("outside.webhook.active")}
    </Tag>
  );
}
