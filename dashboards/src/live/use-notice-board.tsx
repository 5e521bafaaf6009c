import { App } from "antd";
import { useEffect, useMemo } from "react";
import { useNavigate } from "react-router";

import { recall } from "../layout/preferences";
import { useNarrow } from "../layout/use-media";
import { useWords } from "../messages/language-context";
import { callPath } from "../phone/behind";
import { isUrgent } from "../phone/calls";
import { SeverityMark } from "../severity/severity-mark";
import { useHere } from "../sites/site-context";
import type { Notice } from "./apply-event";
import { beep, readySound } from "./beep";
import type { NoticeBoard } from "./live-parts";
import styles from "./use-notice-board.module.css";

/** It covers the head of a phone's page, and whoever was not called reads it in the list of alarms. */
const CRITICAL_ON_A_PHONE_S = 12;

/** Shows a notification of the stream to those whom it concerns; a critical one is heard too. */
export function useNoticeBoard(): NoticeBoard {
  const { notification } = App.useApp();
  const { text } = useWords();
  const { me } = useHere();
  const navigate = useNavigate();
  const narrow = useNarrow();

  useEffect(() => {
    addEventListener("pointerdown", readySound, { once: true });
    addEventListener("keydown", readySound, { once: true });
    return () => {
      removeEventListener("pointerdown", readySound);
      removeEventListener("keydown", readySound);
    };
  }, []);

  return useMemo<NoticeBoard>(() => {
    function tell(notice: Notice) {
      const call = notice.called?.includes(me.username) === true ? (notice.call_out_id ?? null) : null;
      if (!me.every_department && me.department !== notice.department && call === null) return;
      // On a phone the call itself is about to fill the screen.
      if (narrow && call !== null && isUrgent(notice)) return;
      const order = notice.work_order_id ?? null;
      const alarm = notice.alarm_ids?.[0];
      const target = call !== null ? callPath(call) : order !== null ? `/work-orders/${order}` : alarm !== undefined ? `/alarms/${alarm}` : null;
      const key = order ?? alarm ?? notice.title.zh;
      notification.open({
        key,
        title: text(notice.title),
        description: text(notice.body),
        icon: <SeverityMark severity={notice.severity} wordless />,
        className: styles.notice,
        duration: notice.severity !== "critical" ? 8 : narrow ? CRITICAL_ON_A_PHONE_S : 0,
        // On a phone the buttons are at the bottom, under the thumb.
        placement: narrow ? "top" : "bottomRight",
        style: target === null ? undefined : { cursor: "pointer" },
        onClick: () => {
          if (target === null) return;
          notification.destroy(key);
          void navigate(target);
        },
      });
      if (notice.severity === "critical" && recall("sound") !== "off") beep();
    }
    return { tell, withdraw: (id) => notification.destroy(id) };
  }, [me, narrow, navigate, notification, text]);
}
