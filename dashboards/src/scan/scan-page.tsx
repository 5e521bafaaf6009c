import { useMutation } from "@tanstack/react-query";
import { App, Button, Card } from "antd";
import { useState } from "react";

import { api, data } from "../api/client";
import type { Scanned } from "../api/schema";
import { LinkButton } from "../layout/link-button";
import { Page } from "../layout/page";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { useHere, useMay } from "../sites/site-context";
import { NewOrderDialog } from "../work-orders/new-order-dialog";
import { CodeReader } from "./code-reader";
import styles from "./scan.module.css";

/** Scan what hangs at a thing: look at it, report something, say that one is here. The code goes in a body, never into the address. */
export default function ScanPage() {
  const { t } = useWords();
  const { site, chooseSite } = useHere();
  const tell = useProblemNotice();
  const lookUp = useMutation({
    mutationFn: (code: string) => data(api.POST("/api/v1/scans", { body: { code } })),
    onSuccess: (found) => {
      if (found.site !== site.id) chooseSite(found.site);
    },
    onError: tell,
  });
  return (
    <Page title={t("views.scan.title")}>
      {lookUp.data === undefined ? (
        <CodeReader take={(code) => lookUp.mutate(code)} busy={lookUp.isPending} />
      ) : (
        <Found found={lookUp.data} again={() => lookUp.reset()} />
      )}
    </Page>
  );
}

function Found({ found, again }: { readonly found: Scanned; readonly again: () => void }) {
  const { t, text } = useWords();
  const { message } = App.useApp();
  const tell = useProblemNotice();
  const mayRequest = useMay("request_order");
  const [asking, setAsking] = useState(false);
  const here = useMutation({
    mutationFn: () => data(api.POST("/api/v1/me/place", { body: { site: found.site, asset: found.asset, space: found.asset === null ? found.space : null } })),
    onSuccess: ({ space }) => void (space === null ? message.info(t("views.scan.notOnDuty")) : message.success(t("views.scan.noted"))),
    onError: tell,
  });
  return (
    <Card size="small" className={styles.found} title={text(found.name)} data-testid="scan-found" data-asset={found.asset ?? ""} data-space={found.space ?? ""}>
      <p className="quiet" style={{ marginBottom: 12 }}>
        {text(found.place)}
      </p>
      <div className={styles.actions}>
        {found.asset !== null && (
          <LinkButton to={`/assets/${encodeURIComponent(found.asset)}?site=${encodeURIComponent(found.site)}`} testId="scan-to-asset">
            {t("views.scan.toAsset")}
          </LinkButton>
        )}
        {mayRequest && found.asset !== null && (
          <Button type="primary" onClick={() => setAsking(true)} data-testid="scan-new-order">
            {t("orders.new")}
          </Button>
        )}
        <Button onClick={() => here.mutate()} loading={here.isPending} data-testid="scan-here">
          {t("views.scan.here")}
        </Button>
        <Button type="text" onClick={again} data-testid="scan-again">
          {t("views.scan.again")}
        </Button>
      </div>
      {found.asset !== null && <NewOrderDialog open={asking} close={() => setAsking(false)} asset={found.asset} />}
    </Card>
  );
}
