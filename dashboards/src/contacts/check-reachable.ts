/** For the beginning of a shift and the opening of the app: keep this browser subscribed, and have what is stale tried by a visible test. */
import { api, data } from "../api/client";
import type { Language } from "../messages/translate";
import { type PushOutcome, subscribePush } from "./push-subscription";

/** What became of this browser; never throws: a phone that cannot be reached must not stop its person from working. */
export async function checkReachable(language: Language): Promise<PushOutcome> {
  try {
    const outcome = await subscribePush(language, { quietly: true });
    await data(api.POST("/api/v1/me/contacts/check"));
    return outcome;
  } catch {
    return "failed";
  }
}
