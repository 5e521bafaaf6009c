import { Button, Card, Input, Tag } from "antd";
import { useState } from "react";

import type { ControlRoom, PanelState } from "../api/schema";
import { useWords } from "../messages/language-context";
import { useNow } from "../time/clock";
import { useMomentWords } from "../time/use-moment-words";
import { usePersonName } from "../work-orders/use-people";
import styles from "./control-room.module.css";
import type { useRoomWrite } from "./use-control-room";

const COLOURS: Readonly<Record<PanelState, string>> = {
  normal: "green",
  fault: "orange",
  fire: "red",
  isolated: "gold",
  supervisory: "orange",
  linked: "volcano",
  manual: "gold",
  unknown: "default",
};

interface CheckCardProps {
  readonly room: ControlRoom;
  readonly write: ReturnType<typeof useRoomWrite>;
}

/** What the panels tell, and one tap that says that somebody has looked. */
export function CheckCard({ room, write }: CheckCardProps) {
  const { t, text, word } = useWords();
  const nameOf = usePersonName();
  const momentOf = useMomentWords();
  const now = useNow(10);
  const [note, setNote] = useState("");
  const { check } = room;
  const early = now < Date.parse(room.may_confirm_from);
  const done = check.confirmed_at !== null && check.confirmed_by !== null ? { name: nameOf(check.confirmed_by), time: momentOf(check.confirmed_at) } : null;
  const hint = early
    ? t("controlRoom.checkNext", { time: momentOf(room.may_confirm_from) })
    : check.state === "missed" || check.state === "unasked"
      ? t("controlRoom.checkMissed")
      : t("controlRoom.checkDue", { time: momentOf(check.confirm_by) });
  return (
    <Card size="small" title={t("controlRoom.checkOf", { time: momentOf(check.due_at) })} data-testid="check-card" data-state={check.state}>
      <div className={styles.stack}>
        {room.panels.length === 0 && <p className="quiet">{t("controlRoom.noPanels")}</p>}
        <ul className={styles.panels}>
          {room.panels.map((panel) => (
            <li key={panel.asset} data-testid="panel" data-asset={panel.asset}>
              <span className={styles.line}>
                <span>{text(panel.name)}</span>
                <span>
                  {panel.states.map((state) => (
                    <Tag key={state} color={COLOURS[state]}>
                      {word("controlRoom.panel", state)}
                    </Tag>
                  ))}
                </span>
              </span>
            </li>
          ))}
        </ul>
        <p className={check.state === "missed" ? "late" : "quiet"}>{done === null ? hint : t("controlRoom.checkDone", done)}</p>
        {room.on_duty ? (
          <>
            <Input
              value={note}
              maxLength={500}
              placeholder={t("controlRoom.checkNote")}
              aria-label={t("controlRoom.checkNote")}
              onChange={(event) => setNote(event.target.value)}
              disabled={early || done !== null}
              data-testid="check-note"
            />
            <Button
              type="primary"
              block
              className={styles.big}
              disabled={early || check.confirmed_at !== null}
              loading={write.isPending}
              onClick={() => write.mutate({ kind: "check", note }, { onSuccess: () => setNote("") })}
              data-testid="confirm-check"
            >
              {t("controlRoom.confirm")}
            </Button>
          </>
        ) : (
          <p className="quiet">{t("controlRoom.onlyThere")}</p>
        )}
      </div>
    </Card>
  );
}
