import type { WorkOrderDetail } from "../api/schema";
import { FileButton } from "../files/file-button";
import { FileList } from "../files/file-list";
import { FILES } from "../files/upload";
import { useWords } from "../messages/language-context";
import { useMay } from "../sites/site-context";
import { useOrderWrite } from "./use-order-write";

const OVER: ReadonlySet<string> = new Set(["closed", "cancelled"]);

/** Photos and documents of an order. */
export function OrderFiles({ order }: { readonly order: WorkOrderDetail }) {
  const { t } = useWords();
  const write = useOrderWrite(order);
  const may = useMay("work_order") && !OVER.has(order.state);
  return (
    <>
      {order.attachments.length === 0 && <p className="quiet">{t("orders.noFiles")}</p>}
      <FileList folder="work-orders" files={order.attachments} />
      {may && <FileButton accept={FILES} label={t("orders.addFile")} busy={write.isPending} choose={(file) => write.mutate({ kind: "file", file })} />}
    </>
  );
}
