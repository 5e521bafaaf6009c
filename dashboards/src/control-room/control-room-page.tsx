import { Button, Popconfirm, Skeleton } from "antd";

import { Failure } from "../layout/failure";
import { Page } from "../layout/page";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { CallBanner } from "./call-banner";
import { CheckCard } from "./check-card";
import styles from "./control-room.module.css";
import { OperatorsCard } from "./operators-card";
import { RoomLogCard } from "./room-log-card";
import { useControlRoom, useRoomWrite } from "./use-control-room";

/** A popup's button takes no unknown attribute in place, but from a variable. */
const askOk = { "data-testid": "ask-ok" };

/** The fire control room: is somebody asked for, what is due, who is there, what happened. */
export default function ControlRoomPage() {
  const { t } = useWords();
  const { site } = useHere();
  const { data: room, error, refetch } = useControlRoom(site.id);
  const write = useRoomWrite(site.id);
  return (
    <Page
      title={t("controlRoom.title")}
      actions={
        room?.may_ask === true && (
          <Popconfirm title={t("controlRoom.askSure")} onConfirm={() => write.mutate({ kind: "ask" })} okText={t("controlRoom.ask")} okButtonProps={askOk}>
            <Button disabled={room.call !== null} data-testid="ask">
              {t("controlRoom.ask")}
            </Button>
          </Popconfirm>
        )
      }
    >
      {room === undefined && error === null && <Skeleton active paragraph={{ rows: 8 }} />}
      {room === undefined && error !== null && <Failure error={error} retry={() => void refetch()} />}
      {room !== undefined && (
        <>
          <CallBanner room={room} write={write} />
          <div className={styles.columns}>
            <CheckCard room={room} write={write} />
            <OperatorsCard room={room} write={write} />
            <RoomLogCard />
          </div>
        </>
      )}
    </Page>
  );
}
