/** Why a delivery did not arrive, as the server writes it into its log in English, in the reader's words. */
import type { MessageKey } from "../messages/translate";

interface Words {
  readonly key: MessageKey;
  readonly values?: Readonly<Record<string, string>>;
}

const KNOWN: readonly (readonly [RegExp, MessageKey])[] = [
  [/^HTTP (?<status>\d{3})$/, "outside.delivery.answered"],
  [/^no answer in time$/, "outside.error.time"],
  [/^the answer is too long$/, "outside.error.long"],
  [/^it cannot be reached$/, "outside.error.reached"],
  [/^the connection broke off$/, "outside.error.broke"],
  [/^its certificate is not trusted or is another's$/, "outside.error.certificate"],
  [/^the endpoint has been switched off$/, "outside.error.off"],
  [/^(?<host>.+) is at a private or reserved address; list it in egress\.allow if it is meant$/, "outside.error.private"],
  [/^only https:\/\/ is called; list http:\/\/host in egress\.allow where plain http is meant$/, "outside.error.http"],
];

/** The words for an error of the log; `null`: one that is newer than this app, which is shown as it stands. */
export function errorWords(error: string): Words | null {
  for (const [pattern, key] of KNOWN) {
    const found = pattern.exec(error);
    if (found !== null) return { key, values: { ...found.groups } };
  }
  return null;
}
