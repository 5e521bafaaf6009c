import { useEffect, useEffectEvent, useMemo, useRef, useSyncExternalStore } from "react";

import { play, readySound } from "../live/beep";
import type { Language } from "../messages/translate";
import { hush } from "../phone/read-aloud";
import { ringTone } from "../phone/ring-tones";
import { useSoundReady } from "../phone/use-ringing";
import type { Line } from "./spoken";
import { onVoices, say, voicedTags } from "./voice";

/** Between two rounds. */
const PAUSE_MS = { critical: 6_000, other: 15_000 };
const TONES_MS = 2_500;

export interface Announcer {
  /** Whether the page may be heard; browsers want a touch first. */
  readonly audible: boolean;
  /** Languages that were asked for and that this machine cannot speak. */
  readonly voiceless: readonly Language[];
}

/** Say these lines, round after round, as long as they are here; in tones where the machine has no voice at all for them. */
export function useAnnouncer(lines: readonly Line[], languages: readonly Language[]): Announcer {
  const audible = useSoundReady();
  const tags = useSyncExternalStore(onVoices, voicedTags);
  const voiced = useMemo(() => languages.filter((language) => tags.split(",").includes(language)), [languages, tags]);
  const voiceless = useMemo(() => languages.filter((language) => !voiced.includes(language)), [languages, voiced]);
  const once = useRef(new Set<string>());

  // Kiosk browsers allow sound without a touch.
  useEffect(readySound, []);

  const round = useEffectEvent(async (over: () => boolean): Promise<void> => {
    for (const line of lines) {
      if (over()) return;
      if (!line.repeats && once.current.has(line.key)) continue;
      if (voiced.length === 0) await inTones(line.severity);
      for (const language of voiced) {
        if (over()) return;
        await say(line.words[language], language);
      }
      if (!over()) once.current.add(line.key);
    }
  });

  // Begins anew when there is something else to say, not when the same is drawn again.
  const what = lines.map(({ key, words }) => `${key}:${words.zh}`).join("|");
  const critical = lines.some(({ severity }) => severity === "critical");
  const how = voiced.join(",");
  useEffect(() => {
    if (what === "") return undefined;
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const go = () => {
      void round(() => over).then(() => {
        if (!over) timer = setTimeout(go, critical ? PAUSE_MS.critical : PAUSE_MS.other);
      });
    };
    go();
    return () => {
      over = true;
      clearTimeout(timer);
      hush();
    };
  }, [what, critical, how, audible]);
  return { audible, voiceless };
}

function inTones(severity: string): Promise<void> {
  const { tones, volume } = ringTone(severity);
  play(tones, volume);
  return new Promise((resolve) => setTimeout(resolve, TONES_MS));
}
