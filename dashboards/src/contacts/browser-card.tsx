import { App, Button, Card } from "antd";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { HowTo } from "./how-to";
import { type PushOutcome, pushPossible, subscribePush } from "./push-subscription";

/** This very device: one touch and it is told too. */
export function BrowserCard({ primary }: { readonly primary: boolean }) {
  const { t, word, language } = useWords();
  const { message } = App.useApp();
  const client = useQueryClient();
  const tell = useProblemNotice();
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<PushOutcome | null>(pushPossible() ? null : "unsupported");

  async function subscribe() {
    setBusy(true);
    try {
      const found = await subscribePush(language);
      setOutcome(found);
      if (found === "subscribed") {
        void message.success(t("contacts.browserOn"));
        await client.invalidateQueries({ queryKey: ["my-contacts"] });
      }
    } catch (error) {
      tell(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Card size="small" title={t("contacts.thisBrowser")} data-testid="browser-card">
      {outcome === null ? <p className="quiet">{t("contacts.browserHint")}</p> : <p data-testid="push-outcome">{word("contacts.push", outcome)}</p>}
      {outcome !== "unsupported" && outcome !== "off" && (
        <Button type={primary ? "primary" : "default"} onClick={() => void subscribe()} loading={busy} data-testid="subscribe">
          {t("contacts.subscribe")}
        </Button>
      )}
      <HowTo />
    </Card>
  );
}
