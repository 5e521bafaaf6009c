import { api, data } from "../api/client";

/** Add a photo that came with a request to its order. */
export async function addPhoto(request: string, photo: File): Promise<void> {
  const form = new FormData();
  form.append("file", photo);
  await data(
    api.POST("/api/v1/requests/{request_id}/attachments", {
      params: { path: { request_id: request } },
      // The description types a file as text; the form data is what is sent.
      body: form as never,
      bodySerializer: (body: unknown) => body as FormData,
    }),
  );
}
