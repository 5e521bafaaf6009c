import { Button, Input, type InputRef } from "antd";
import { type RefObject, useEffect, useMemo, useRef, useState } from "react";

import { FILES } from "../files/upload";
import { Icon } from "../icons/icon";
import { VoiceButton } from "../offline/voice-button";
import { useWords } from "../messages/language-context";
import styles from "./order-chat.module.css";

interface ChatComposerProps {
  readonly send: (text: string, files: readonly File[]) => void;
  readonly mayWrite: boolean;
  readonly mayShow: boolean;
  readonly field: RefObject<InputRef | null>;
}

const MOST_FILES = 9;

/** Words and photos for everybody who works on the order. Enter sends, Shift+Enter begins a line. */
export function ChatComposer({ send, mayWrite, mayShow, field }: ChatComposerProps) {
  const { t } = useWords();
  const [text, write] = useState("");
  const [files, choose] = useState<readonly File[]>([]);
  const input = useRef<HTMLInputElement>(null);
  const ready = text.trim() !== "" || files.length > 0;

  function go() {
    if (!ready) return;
    send(text.trim(), files);
    write("");
    choose([]);
  }

  return (
    <div className={styles.composer}>
      {files.length > 0 && (
        <ul className={styles.chosen}>
          {files.map((file, place) => (
            <li key={`${file.name} ${place}`}>
              <Preview file={file} />
              <Button
                size="small"
                type="text"
                icon={<Icon name="close" size={1} />}
                aria-label={t("board.chat.remove", { name: file.name })}
                onClick={() => choose(files.filter((one) => one !== file))}
              />
            </li>
          ))}
        </ul>
      )}
      <div className={styles.line}>
        {mayShow && (
          <>
            <input
              ref={input}
              type="file"
              accept={FILES}
              multiple
              style={{ display: "none" }}
              data-testid="chat-file"
              onChange={(event) => {
                const added = [...(event.target.files ?? [])];
                event.target.value = "";
                choose([...files, ...added].slice(0, MOST_FILES));
              }}
            />
            <VoiceButton send={(voice, heard) => send(heard, [voice])} />
            <Button size="large" icon={<Icon name="photo" />} aria-label={t("orders.addFile")} onClick={() => input.current?.click()} data-testid="chat-photo" />
          </>
        )}
        {mayWrite && (
          <Input.TextArea
            ref={field}
            value={text}
            onChange={(event) => write(event.target.value)}
            onPressEnter={(event) => {
              if (event.shiftKey || event.nativeEvent.isComposing) return;
              event.preventDefault();
              go();
            }}
            autoSize={{ minRows: 1, maxRows: 5 }}
            maxLength={4000}
            placeholder={t("board.chat.placeholder")}
            aria-label={t("board.chat.placeholder")}
            data-testid="chat-text"
          />
        )}
        <Button size="large" disabled={!ready} onClick={go} data-testid="chat-send">
          {t("board.chat.send")}
        </Button>
      </div>
    </div>
  );
}

function Preview({ file }: { readonly file: File }) {
  const address = useMemo(() => (file.type.startsWith("image/") ? URL.createObjectURL(file) : null), [file]);
  useEffect(
    () => () => {
      if (address !== null) URL.revokeObjectURL(address);
    },
    [address],
  );
  return address === null ? <span>{file.name}</span> : <img src={address} alt={file.name} />;
}
