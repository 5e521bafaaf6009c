import { Button, Card, Empty, Segmented, Skeleton, Tag } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { Icon } from "../icons/icon";
import { download } from "../layout/download";
import { ExportButton } from "../layout/export-button";
import { Failure } from "../layout/failure";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { Moment } from "../time/moment";
import { useMomentWords } from "../time/use-moment-words";
import { usePersonName } from "../work-orders/use-people";
import styles from "./control-room.module.css";
import { useRoomLog } from "./use-control-room";

const WHOLE_DAY = -1;

/** 《消防控制室值班记录表》 of a day: written from events, printed and exported. */
export function RoomLogCard() {
  const { t, text, word, language } = useWords();
  const { site } = useHere();
  const tell = useProblemNotice();
  const nameOf = usePersonName();
  const momentOf = useMomentWords();
  const [params, setParams] = useSearchParams();
  const [shift, setShift] = useState(WHOLE_DAY);
  const day = /^\d{4}-\d{2}-\d{2}$/.test(params.get("day") ?? "") ? params.get("day") : null;
  const { data: log, error, refetch } = useRoomLog(site.id, day, shift === WHOLE_DAY ? null : shift);
  const query = { day: log?.day, ...(shift === WHOLE_DAY ? {} : { shift: String(shift) }) };

  function print() {
    const asked = new URLSearchParams({ lang: language, ...(log === undefined ? {} : { day: log.day }), ...(shift === WHOLE_DAY ? {} : { shift: String(shift) }) });
    void download(`/api/v1/control-room/${encodeURIComponent(site.id)}/log.pdf?${asked}`, `control-room-log-${log?.day ?? ""}.pdf`).catch(tell);
  }

  return (
    <Card
      size="small"
      className={styles.wide}
      title={t("controlRoom.log")}
      data-testid="room-log"
      extra={
        <Button icon={<Icon name="print" />} onClick={print} data-testid="print-log">
          {t("controlRoom.print")}
        </Button>
      }
    >
      <div className={styles.stack}>
        <div className={styles.line}>
          <input
            type="date"
            value={log?.day ?? ""}
            aria-label={t("controlRoom.day")}
            onChange={(event) => {
              setShift(WHOLE_DAY);
              setParams(event.target.value === "" ? {} : { day: event.target.value }, { replace: true });
            }}
            data-testid="log-day"
          />
          {log !== undefined && log.shifts.length > 1 && (
            <Segmented<number>
              value={shift}
              onChange={setShift}
              options={[
                { value: WHOLE_DAY, label: t("controlRoom.wholeDay") },
                ...log.shifts.map(({ since }, value) => ({ value, label: momentOf(since) })),
              ]}
            />
          )}
          <ExportButton path={`/api/v1/control-room/${encodeURIComponent(site.id)}/log`} query={query} name="control-room-log" />
        </div>
        {log === undefined && error === null && <Skeleton active paragraph={{ rows: 4 }} />}
        {log === undefined && error !== null && <Failure error={error} retry={() => void refetch()} />}
        {log?.lines.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("controlRoom.logNone")} />}
        <ol className={styles.lines}>
          {log?.lines.map((line, place) => (
            <li key={`${place}-${line.at}`} data-testid="log-line" data-kind={line.kind}>
              <span className={styles.line}>
                <span>
                  <Moment at={line.at} /> <Tag>{word("controlRoom.kind", line.kind)}</Tag> {text(line.what)}
                </span>
                <span className="quiet">{text(line.state)}</span>
              </span>
              {(line.handled_by !== null || line.note !== "") && (
                <span className="quiet">{[line.handled_by === null ? "" : nameOf(line.handled_by), line.note].filter((part) => part !== "").join(" · ")}</span>
              )}
            </li>
          ))}
        </ol>
      </div>
    </Card>
  );
}
