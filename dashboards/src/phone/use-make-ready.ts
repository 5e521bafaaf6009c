import { useState } from "react";

import { subscribePush } from "../contacts/push-subscription";
import { useProblemNotice } from "../layout/use-problem-notice";
import { readySound } from "../live/beep";
import { useWords } from "../messages/language-context";
import { askForNotices } from "./notices";

/** Lets this phone ring: sound, the right to notify, the subscription. `make` has to be called by a touch; it fails aloud, never throws. */
export function useMakeReady(): { readonly busy: boolean; readonly make: () => Promise<void> } {
  const { language } = useWords();
  const tell = useProblemNotice();
  const [busy, setBusy] = useState(false);
  async function make() {
    setBusy(true);
    readySound();
    try {
      if ((await askForNotices()) === "granted") await subscribePush(language);
    } catch (error) {
      tell(error);
    } finally {
      setBusy(false);
    }
  }
  return { busy, make };
}
