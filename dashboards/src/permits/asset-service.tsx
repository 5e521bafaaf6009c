import { Button } from "antd";
import { useState } from "react";

import type { AssetDetail } from "../api/schema";
import { useSpaces } from "../assets/use-spaces";
import { useWords } from "../messages/language-context";
import { useHere, useMay } from "../sites/site-context";
import { Moment } from "../time/moment";
import { usePersonName } from "../work-orders/use-people";
import styles from "./asset-service.module.css";
import { means } from "./scope";
import { TakeOutDialog } from "./take-out-dialog";
import { useOutOfService, useServiceChange } from "./use-out-of-service";

/** Whether the asset is out of service: since when and why, and the way back; otherwise the way out. */
export function AssetService({ asset }: { readonly asset: AssetDetail }) {
  const { t } = useWords();
  const { site } = useHere();
  const nameOf = usePersonName();
  const may = useMay("take_out_of_service");
  const { data: entries } = useOutOfService();
  const { data: spaces = [] } = useSpaces();
  const change = useServiceChange();
  const [asking, setAsking] = useState(false);
  // What is listed and can be changed is the chosen site's.
  if (asset.site !== site.id || entries === undefined) return null;
  const mine = entries.filter(({ scope }) => means(scope, asset, spaces, asset.attributes.loop ?? null));
  if (mine.length === 0) {
    return (
      may && (
        <div>
          <Button onClick={() => setAsking(true)} data-testid="take-out">
            {t("outOfService.take")}
          </Button>
          <TakeOutDialog asset={asset} open={asking} close={() => setAsking(false)} />
        </div>
      )
    );
  }
  return mine.map((entry) => (
    <div key={entry.id} className={styles.out} data-testid="asset-out-of-service">
      <div className={styles.words}>
        <strong>{t("outOfService.is")}</strong> {entry.reason}
        <div className="quiet">
          {nameOf(entry.by)} · <Moment at={entry.at} /> → <Moment at={entry.until} />
        </div>
      </div>
      {may && (
        <Button loading={change.isPending} onClick={() => change.mutate({ change: "put-back", entry })} data-testid="put-back">
          {t("outOfService.putBack")}
        </Button>
      )}
    </div>
  ));
}
