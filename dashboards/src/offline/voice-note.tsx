import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";

import { authorisedFetch } from "../api/client";
import { problemOf } from "../api/problem";
import type { Attachment } from "../api/schema";
import { filePath } from "../files/upload";
import { useWords } from "../messages/language-context";

/** A voice note, to be played. */
export function VoiceNote({ file }: { readonly file: Attachment }) {
  const { t } = useWords();
  const { data: sound } = useQuery({
    queryKey: ["voice", file.id],
    staleTime: Infinity,
    queryFn: async () => {
      const answer = await authorisedFetch(new Request(filePath("work-orders", file)));
      if (!answer.ok) throw problemOf(answer.status, null);
      return answer.blob();
    },
  });
  const address = useMemo(() => (sound === undefined ? null : URL.createObjectURL(sound)), [sound]);
  useEffect(
    () => () => {
      if (address !== null) URL.revokeObjectURL(address);
    },
    [address],
  );
  return address === null ? <p className="quiet">{t("offline.did.voice")}</p> : <audio controls src={address} aria-label={t("offline.did.voice")} data-testid="voice-note" />;
}
