import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef } from "react";
import { useLocation, useNavigate } from "react-router";

import { keys } from "../api/keys";
import { checkReachable } from "../contacts/check-reachable";
import { useNarrow } from "../layout/use-media";
import { useWords } from "../messages/language-context";
import { callPath } from "./behind";
import { isUrgent, mostUrgentFirst, ringingSeverity, rings } from "./calls";
import { useSilenced } from "./silenced";
import { proveCall, useMyCalls } from "./use-calls";
import { useRinging, useSoundByTouch } from "./use-ringing";
import { workerLink } from "./worker-link";

/** Rings when this person is called. On a phone the call opens over whatever is shown; on a large screen a bar says so. */
export function CallWatch({ shown }: { readonly shown: string | null }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const location = useLocation();
  const narrow = useNarrow();
  const silenced = useSilenced();
  const { data: calls } = useMyCalls();
  const offered = useRef(new Set<string>());
  useSoundByTouch();
  useRinging(narrow || shown !== null ? ringingSeverity(calls ?? [], silenced) : null);

  const offer = useEffectEvent(() => {
    const fresh = mostUrgentFirst(calls ?? []).find((call) => rings(call) && isUrgent(call) && !offered.current.has(call.id));
    for (const { id } of calls ?? []) {
      if (!offered.current.has(id)) proveCall(id, "received");
      offered.current.add(id);
    }
    // A call that comes while another is shown waits beside it: nothing changes under the finger.
    if (fresh !== undefined && narrow && shown === null) void navigate(callPath(fresh.id), { state: { behind: location } });
  });
  useEffect(() => offer(), [calls]);

  const heard = useEffectEvent((path: string) => {
    if (path.startsWith(callPath("")) && shown === null) void navigate(path, { state: { behind: location } });
    else void navigate(path, { replace: shown !== null });
  });
  const { language } = useWords();
  useEffect(() => {
    // The browser may have let go of its address while nobody looked, and a phone that was fine yesterday may not ring today.
    void checkReachable(language);
  }, [language]);
  useEffect(
    () =>
      workerLink.hear((word) => {
        if (word.kind === "open") heard(word.path);
        if (word.kind === "resubscribe") void checkReachable(language);
        if (word.kind !== "resubscribe") void client.invalidateQueries({ queryKey: keys.myCalls });
      }),
    [client, language],
  );

  useEffect(() => {
    // The screen of a call is there before the call is: nobody waits for a file then.
    if (narrow) void import("./alarm-call-page").catch(() => undefined);
  }, [narrow]);
  return null;
}
