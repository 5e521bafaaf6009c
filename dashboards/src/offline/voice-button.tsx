import { App, Button } from "antd";
import { useRef, useState } from "react";

import { Icon } from "../icons/icon";
import { useWords } from "../messages/language-context";
import styles from "./offline.module.css";
import { canRecord, record, type Recording } from "./recorder";
import { hearsLocally, listen, speechWanted } from "./speech";

interface VoiceButtonProps {
  /** The recording, and what was understood of it (empty unless that is switched on). */
  readonly send: (voice: File, text: string) => void;
}

/** Press and hold to speak, let go to send; with the keyboard Space or Enter begins and ends. */
export function VoiceButton({ send }: VoiceButtonProps) {
  const { t, language } = useWords();
  const { message } = App.useApp();
  const [speaking, setSpeaking] = useState(false);
  const wanted = useRef(false);
  const recording = useRef<Recording | null>(null);
  const hearing = useRef<{ stop: () => void; text: string }>({ stop: () => undefined, text: "" });
  if (!canRecord()) return null;

  const letGo = () => !wanted.current;

  async function begin() {
    if (wanted.current) return;
    wanted.current = true;
    try {
      const tongue = language === "zh" ? "zh-CN" : "en-US";
      const begun = await record(() => void end());
      recording.current = begun;
      setSpeaking(true);
      if (speechWanted() && (await hearsLocally(tongue))) hearing.current = { text: "", stop: listen(tongue, (text) => void (hearing.current.text = text)) };
      // Let go while the browser was still asking.
      if (letGo()) await end();
    } catch {
      wanted.current = false;
      void message.warning(t("offline.voice.noMicrophone"));
    }
  }

  async function end() {
    wanted.current = false;
    const ending = recording.current;
    if (ending === null) return;
    recording.current = null;
    setSpeaking(false);
    hearing.current.stop();
    const voice = await ending.end();
    if (voice === null) void message.info(t("offline.voice.short"));
    else send(voice, hearing.current.text);
    hearing.current = { stop: () => undefined, text: "" };
  }

  const label = t(speaking ? "offline.voice.release" : "offline.voice.hold");
  return (
    <Button
      size="large"
      danger={speaking}
      className={styles.hold}
      icon={<Icon name="aloud" />}
      aria-label={label}
      aria-pressed={speaking}
      title={label}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        void begin();
      }}
      onPointerUp={() => void end()}
      onPointerCancel={() => void end()}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.repeat || (event.key !== " " && event.key !== "Enter")) return;
        event.preventDefault();
        void (speaking ? end() : begin());
      }}
      data-testid="voice"
    >
      {speaking ? label : null}
    </Button>
  );
}
