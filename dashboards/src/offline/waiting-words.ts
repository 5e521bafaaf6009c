import type { MessageKey } from "../messages/translate";
import type { Doing } from "./waiting";

/** What somebody did, as the name of a text. */
export function doingKey(doing: Doing): MessageKey {
  if (doing.kind === "file") return doing.type.startsWith("audio/") ? "offline.did.voice" : "offline.did.photo";
  return `offline.did.${doing.step.what}`;
}
