import { Button } from "antd";
import { useState } from "react";

import type { AssetDetail } from "../api/schema";
import { DeviceIcon } from "../icons/device-icon";
import { useWords } from "../messages/language-context";
import { useMay } from "../sites/site-context";
import { NewOrderDialog } from "../work-orders/new-order-dialog";
import styles from "./asset-page.module.css";
import { AssetState } from "./asset-state";

export function AssetHead({ asset }: { readonly asset: AssetDetail }) {
  const { t, text } = useWords();
  const mayRequest = useMay("request_order");
  const [asking, setAsking] = useState(false);
  return (
    <header className={styles.head}>
      <DeviceIcon icon={asset.icon} size={2.6} />
      <div style={{ flex: 1 }}>
        <h1>{text(asset.name)}</h1>
        <span className="quiet">
          {text(asset.type_name)} · {text(asset.place)}
        </span>
        <div>
          <AssetState asset={asset} />
        </div>
      </div>
      {mayRequest && <Button onClick={() => setAsking(true)}>{t("orders.new")}</Button>}
      <NewOrderDialog open={asking} close={() => setAsking(false)} asset={asset.id} />
    </header>
  );
}
