import { useEffect } from "react";

import { session } from "../api/session";
import { cameByPin } from "./post-token";

const IDLE_MS = 30 * 60_000;
const LOOK_MS = 30_000;
const TOUCHES = ["pointerdown", "keydown", "wheel"] as const;

/** On the phone of a post: locks it when nobody has touched it for half an hour. What waits to be sent stays, sealed. */
export function IdleLock() {
  useEffect(() => {
    if (!cameByPin()) return undefined;
    let touched = Date.now();
    const touch = () => {
      touched = Date.now();
    };
    const look = () => {
      if (Date.now() - touched > IDLE_MS) void session.signOut();
    };
    for (const name of TOUCHES) addEventListener(name, touch, { passive: true });
    document.addEventListener("visibilitychange", look);
    const timer = setInterval(look, LOOK_MS);
    return () => {
      for (const name of TOUCHES) removeEventListener(name, touch);
      document.removeEventListener("visibilitychange", look);
      clearInterval(timer);
    };
  }, []);
  return null;
}
