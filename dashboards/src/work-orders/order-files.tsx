import { Button } from "antd";
import { useRef } from "react";

import type { WorkOrderDetail } from "../api/schema";
import { Icon } from "../icons/icon";
import { useWords } from "../messages/language-context";
import { useMay } from "../sites/site-context";
import { OrderFile } from "./order-file";
import styles from "./order-files.module.css";
import { useOrderWrite } from "./use-order-write";

const OVER: ReadonlySet<string> = new Set(["closed", "cancelled"]);

/** Photos and documents of an order; a phone opens its camera. */
export function OrderFiles({ order }: { readonly order: WorkOrderDetail }) {
  const { t } = useWords();
  const input = useRef<HTMLInputElement>(null);
  const write = useOrderWrite(order);
  const may = useMay("work_order") && !OVER.has(order.state);
  return (
    <>
      {order.attachments.length === 0 && <p className="quiet">{t("orders.noFiles")}</p>}
      <ul className={styles.files}>
        {order.attachments.map((file) => (
          <li key={file.id}>
            <OrderFile file={file} />
          </li>
        ))}
      </ul>
      {may && (
        <>
          <input
            ref={input}
            type="file"
            accept="image/jpeg,image/png,image/webp,application/pdf,text/plain"
            hidden
            data-testid="file-input"
            onChange={(event) => {
              const file = event.target.files?.[0];
              event.target.value = "";
              if (file !== undefined) write.mutate({ kind: "file", file });
            }}
          />
          <Button icon={<Icon name="photo" />} loading={write.isPending} onClick={() => input.current?.click()} data-testid="add-file">
            {t("orders.addFile")}
          </Button>
        </>
      )}
    </>
  );
}
