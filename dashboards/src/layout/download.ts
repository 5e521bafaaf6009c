import { authorisedFetch } from "../api/client";
import { problemOf } from "../api/problem";

/** Save what `path` answers as a file: a plain link could not carry the bearer header. */
export async function download(path: string, name: string): Promise<void> {
  const answer = await authorisedFetch(new Request(path));
  if (!answer.ok) throw problemOf(answer.status, await answer.json().catch(() => null));
  save(await answer.blob(), name);
}

/** Save what this page has made as a file. */
export function save(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
