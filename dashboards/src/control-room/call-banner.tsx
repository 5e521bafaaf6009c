import { Button } from "antd";

import type { ControlRoom } from "../api/schema";
import { useWords } from "../messages/language-context";
import { useMomentWords } from "../time/use-moment-words";
import styles from "./control-room.module.css";
import type { useRoomWrite } from "./use-control-room";

interface RoomPartProps {
  readonly room: ControlRoom;
  readonly write: ReturnType<typeof useRoomWrite>;
}

/** Somebody asks whether the room is attended: one tap answers. */
export function CallBanner({ room, write }: RoomPartProps) {
  const { t, text } = useWords();
  const momentOf = useMomentWords();
  const call = room.call;
  if (call === null) return null;
  return (
    <div className={styles.banner} role="alert" data-testid="call-banner">
      <span>
        {t(room.on_duty ? "controlRoom.called" : "controlRoom.waiting", { time: momentOf(call.answer_by) })}
        {call.panel !== null && <small className={styles.asks}>{t("controlRoom.askedByPanel", { panel: text(call.panel) })}</small>}
      </span>
      {room.on_duty && (
        <Button type="primary" danger className={styles.big} loading={write.isPending} onClick={() => write.mutate({ kind: "answer", call: call.id })} data-testid="answer">
          {t("controlRoom.answer")}
        </Button>
      )}
    </div>
  );
}
