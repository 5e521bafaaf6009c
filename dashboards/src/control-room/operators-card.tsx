import { Button, Card, Tag } from "antd";

import type { ControlRoom, InspectionCall } from "../api/schema";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { useMomentWords } from "../time/use-moment-words";
import { usePersonName } from "../work-orders/use-people";
import styles from "./control-room.module.css";
import type { useRoomWrite } from "./use-control-room";

const SCREEN = "duty-1";
const MOST_CALLS = 5;

interface OperatorsCardProps {
  readonly room: ControlRoom;
  readonly write: ReturnType<typeof useRoomWrite>;
}

/** Who stands there with which certificate, whether a screen is attended, and how calls were answered. */
export function OperatorsCard({ room, write }: OperatorsCardProps) {
  const { t, word } = useWords();
  const momentOf = useMomentWords();
  const short = room.required > room.certified;
  return (
    <Card size="small" title={t("controlRoom.operators")} data-testid="operators" data-certified={room.certified}>
      <div className={styles.stack}>
        <p className={short ? "late" : "quiet"}>
          {room.required === 0 ? t("controlRoom.unwatched") : t("controlRoom.enough", { n: room.certified, required: room.required })}
        </p>
        <ul className={styles.lines}>
          {room.operators.map((operator) => (
            <li key={operator.username} data-testid="operator" data-username={operator.username}>
              <span className={styles.line}>
                <strong>{operator.name}</strong>
                <Tag color={operator.certified ? "success" : "warning"}>{word("controlRoom.standing", operator.standing ?? "none")}</Tag>
              </span>
              <span className="quiet">{t("controlRoom.untilTime", { time: momentOf(operator.until) })}</span>
            </li>
          ))}
          {room.operators.length === 0 && <li className="late">{t("controlRoom.nobody")}</li>}
        </ul>
        <span className={styles.line}>
          <span className={room.attended ? "quiet" : "late"} data-testid="attended" data-attended={room.attended}>
            {t(room.attended ? "controlRoom.attended" : "controlRoom.unattended")}
          </span>
          {room.on_duty && (
            <Button onClick={() => write.mutate({ kind: "touch", screen: SCREEN })} data-testid="touch">
              {t("controlRoom.here")}
            </Button>
          )}
        </span>
        {room.recent_calls.length > 0 && (
          <section>
            <h3>{t("controlRoom.calls")}</h3>
            <ul className={styles.lines}>
              {room.recent_calls.slice(0, MOST_CALLS).map((call) => (
                <CallLine key={call.id} call={call} />
              ))}
            </ul>
          </section>
        )}
      </div>
    </Card>
  );
}

function CallLine({ call }: { readonly call: InspectionCall }) {
  const { t, text } = useWords();
  const nameOf = usePersonName();
  const whoOf = (username: string) => (call.panel !== null && username === call.asked_by ? text(call.panel) : nameOf(username));
  const momentOf = useMomentWords();
  const answered = call.answered_at !== null && call.answered_by !== null;
  return (
    <li data-testid="call" data-missed={call.missed_at !== null}>
      <span className={styles.line}>
        <Moment at={call.asked_at} />
        {call.missed_at !== null && <span className="late">{t(answered ? "controlRoom.answeredLate" : "controlRoom.noAnswer")}</span>}
      </span>
      {call.answered_at !== null && call.answered_by !== null && (
        <span className="quiet">{t("controlRoom.answeredBy", { name: whoOf(call.answered_by), time: momentOf(call.answered_at) })}</span>
      )}
    </li>
  );
}
