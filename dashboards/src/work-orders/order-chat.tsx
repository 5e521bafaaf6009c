import { Button, Card, type InputRef } from "antd";
import { useRef } from "react";

import type { WorkOrderDetail } from "../api/schema";
import { StoredFile } from "../files/stored-file";
import { useKey } from "../layout/use-key";
import { VoiceNote } from "../offline/voice-note";
import { useWords } from "../messages/language-context";
import { useHere, useMay } from "../sites/site-context";
import { Moment } from "../time/moment";
import { bubblesOf } from "./chat-bubbles";
import { ChatComposer } from "./chat-composer";
import styles from "./order-chat.module.css";
import { useChat } from "./use-chat";
import { usePersonName } from "./use-people";

const OVER: ReadonlySet<string> = new Set(["closed", "cancelled"]);

/** What those who work on an order tell and show each other; the timeline keeps the same for the record. */
export function OrderChat({ order }: { readonly order: WorkOrderDetail }) {
  const { t } = useWords();
  const { me } = useHere();
  const nameOf = usePersonName();
  const field = useRef<InputRef>(null);
  const { sending, send, again, drop } = useChat(order.id);
  const mayWrite = order.steps.includes("note");
  const mayShow = useMay("work_order") && !OVER.has(order.state);
  const bubbles = bubblesOf(order);
  useKey("m", mayWrite ? () => setTimeout(() => field.current?.focus()) : null);
  if (bubbles.length === 0 && sending.length === 0 && !mayWrite && !mayShow) return null;

  return (
    <Card size="small" title={t("board.chat.title")} data-testid="chat">
      {bubbles.length === 0 && sending.length === 0 && <p className="quiet">{t("board.chat.empty")}</p>}
      <ol className={styles.bubbles}>
        {bubbles.map((bubble) => (
          <li key={bubble.key} className={bubble.actor === me.username ? styles.own : styles.others} data-testid="bubble">
            <span className="quiet">
              {nameOf(bubble.actor)} · <Moment at={bubble.at} />
            </span>
            {bubble.file === null ? <p className={styles.bubble}>{bubble.text}</p> : bubble.file.kind === "audio" ? <VoiceNote file={bubble.file} /> : <StoredFile folder="work-orders" file={bubble.file} />}
          </li>
        ))}
        {sending.map((one) => (
          <li key={one.key} className={styles.own} aria-busy={one.problem === null} data-testid="bubble-sending">
            {one.text !== "" && <p className={`${styles.bubble} ${styles.unsent}`}>{one.text}</p>}
            {one.files.length > 0 && <p className="quiet">{t("board.chat.photos", { n: one.files.length })}</p>}
            {one.problem === null ? (
              <span className="quiet">{t("board.chat.sending")}</span>
            ) : (
              <span role="alert">
                <span className="severity-high">{one.problem === "" ? t("board.chat.offline") : t("board.chat.refused", { why: one.problem })}</span>{" "}
                <Button size="small" onClick={() => void again(one)} data-testid="chat-again">
                  {t("problem.retry")}
                </Button>{" "}
                <Button size="small" type="text" onClick={() => drop(one.key)}>
                  {t("board.chat.drop")}
                </Button>
              </span>
            )}
          </li>
        ))}
      </ol>
      {(mayWrite || mayShow) && <ChatComposer send={(text, files) => void send(text, files)} mayWrite={mayWrite} mayShow={mayShow} field={field} />}
    </Card>
  );
}
