import type { WorkOrderDetail } from "../api/schema";
import { FileList } from "../files/file-list";

/** The documents of an order; its photos stand among its notes. */
export function OrderFiles({ order }: { readonly order: WorkOrderDetail }) {
  return <FileList folder="work-orders" files={order.attachments.filter(({ content_type, kind }) => !content_type.startsWith("image/") && kind !== "audio")} />;
}
