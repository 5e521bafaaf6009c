import { authorisedFetch } from "../api/client";
import { problemOf } from "../api/problem";
import type { PrintForms } from "../api/schema";
import { save } from "../layout/download";

/** Have the forms of some orders set and save them as one PDF. */
export async function printForms(asked: PrintForms): Promise<void> {
  const [only, ...others] = asked.ids;
  const request =
    only !== undefined && others.length === 0
      ? new Request(`/api/v1/work-orders/${encodeURIComponent(only)}/forms/${asked.form}.pdf?lang=${asked.lang}`)
      : new Request("/api/v1/work-orders/forms", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(asked) });
  const answer = await authorisedFetch(request);
  if (!answer.ok) throw problemOf(answer.status, await answer.json().catch(() => null));
  const named = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "");
  save(await answer.blob(), named?.[1] ?? `${asked.form}.pdf`);
}
