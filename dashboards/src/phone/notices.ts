/** Whether this browser may show notifications, as far as it says so. */
import { useSyncExternalStore } from "react";

/** `none`: the browser has none (WeCom's own, Safari on a page that is not on the home screen, plain http). */
export type NoticeRight = NotificationPermission | "none";

const listeners = new Set<() => void>();

export function noticeRight(): NoticeRight {
  const able = "Notification" in globalThis && "serviceWorker" in navigator && "PushManager" in globalThis;
  return able ? Notification.permission : "none";
}

/** Follows the answer to `askForNotices`, and what is changed in the phone's settings meanwhile. */
export function useNoticeRight(): NoticeRight {
  return useSyncExternalStore(subscribe, noticeRight);
}

/** Ask the person; has to follow a touch. */
export async function askForNotices(): Promise<NoticeRight> {
  if (noticeRight() === "default") await Notification.requestPermission();
  for (const changed of listeners) changed();
  return noticeRight();
}

function subscribe(changed: () => void): () => void {
  listeners.add(changed);
  document.addEventListener("visibilitychange", changed);
  return () => {
    listeners.delete(changed);
    document.removeEventListener("visibilitychange", changed);
  };
}
