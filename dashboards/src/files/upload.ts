import { api, data } from "../api/client";
import type { Attachment } from "../api/schema";

/** Where a file lies: at a work order, a permit or a hand-over. */
export type Folder = "work-orders" | "permits" | "hand-overs";

/** Add a file to the order or permit with this id. With the same `key` it is added once however often it is sent. */
export function upload(folder: Folder, id: string, file: File, key?: string): Promise<Attachment> {
  const form = new FormData();
  form.append("file", file);
  // The description types a file as text; the form data is what is sent.
  const given = { body: form as never, bodySerializer: (body: unknown) => body as FormData, headers: key === undefined ? {} : { "Idempotency-Key": key } };
  return data(
    folder === "permits"
      ? api.POST("/api/v1/permits/{permit_id}/attachments", { params: { path: { permit_id: id } }, ...given })
      : folder === "hand-overs"
        ? api.POST("/api/v1/hand-overs/{hand_over_id}/files", { params: { path: { hand_over_id: id } }, ...given })
        : api.POST("/api/v1/work-orders/{order_id}/attachments", { params: { path: { order_id: id } }, ...given }),
  );
}

/** Where a stored file can be had. */
export function filePath(folder: Folder, file: Pick<Attachment, "id" | "order_id">): string {
  const part = folder === "hand-overs" ? "files" : "attachments";
  return `/api/v1/${folder}/${encodeURIComponent(file.order_id)}/${part}/${encodeURIComponent(file.id)}`;
}

export const PICTURES = "image/jpeg,image/png,image/webp";
export const FILES = `${PICTURES},application/pdf,text/plain`;
