import { Alert, Button } from "antd";
import { useSyncExternalStore } from "react";

import { useWords } from "../messages/language-context";
import { workerLink } from "./worker-link";

/** A new version has come: whoever has time loads it. It stands on ordinary pages only, never over a call. */
export function UpdateBar() {
  const { t } = useWords();
  if (!useSyncExternalStore(workerLink.subscribe, workerLink.updated)) return null;
  return (
    <Alert
      banner
      type="info"
      data-testid="update-bar"
      title={t("phone.newVersion")}
      action={
        <Button size="small" onClick={() => workerLink.renew()} data-testid="update">
          {t("phone.loadNew")}
        </Button>
      }
    />
  );
}
