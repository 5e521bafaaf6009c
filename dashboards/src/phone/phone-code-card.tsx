import { useQuery } from "@tanstack/react-query";
import { Button, Card } from "antd";
import { useState } from "react";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import { recall, remember } from "../layout/preferences";
import { useNarrow } from "../layout/use-media";
import { useWords } from "../messages/language-context";
import { QrPicture } from "../requests/qr-picture";
import styles from "./phone-code-card.module.css";

/** The way to play guard on one's own phone: a code to scan, or what has to be done first. Shown where the installation offers it. */
export function PhoneCodeCard() {
  const narrow = useNarrow();
  const [away, putAway] = useState(() => recall("phone.code") === "away");
  // Who looks at it on a phone has it already.
  return narrow || away ? null : (
    <Code
      done={() => {
        remember("phone.code", "away");
        putAway(true);
      }}
    />
  );
}

function Code({ done }: { readonly done: () => void }) {
  const { t } = useWords();
  const { data: code } = useQuery({ queryKey: keys.phoneCode, queryFn: () => data(api.GET("/api/v1/phone-code")), staleTime: Infinity });
  if (code?.offered !== true) return null;
  return (
    <Card
      size="small"
      title={t("phone.code")}
      data-testid="phone-code"
      extra={
        <Button type="text" size="small" onClick={done} data-testid="phone-code-done">
          {t("phone.codeDone")}
        </Button>
      }
    >
      {code.svg === null || code.url === null ? (
        <p className="quiet">{t("phone.codeAlone")}</p>
      ) : (
        <div className={styles.code}>
          <QrPicture svg={code.svg} alt={t("phone.codeAlt", { url: code.url })} className={styles.picture} />
          <div>
            <p>{t("phone.codeHint")}</p>
            <a href={code.url}>{code.url}</a>
          </div>
        </div>
      )}
    </Card>
  );
}
