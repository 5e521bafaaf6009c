import { useEffect, useRef } from "react";
import { type Location, useLocation, useNavigate } from "react-router";

import { Failure } from "../layout/failure";
import { FirstLoad } from "../layout/first-load";
import { useKey } from "../layout/use-key";
import { useWords } from "../messages/language-context";
import styles from "./alarm-call.module.css";
import { callPath } from "./behind";
import { CallScreen } from "./call-screen";
import { mostUrgentFirst } from "./calls";
import { LeaveCall } from "./leave-call";
import { silence } from "./silenced";
import { proveCall, useCall, useMyCalls } from "./use-calls";

interface AlarmCallPageProps {
  readonly id: string;
  /** The page behind it, to which going back leads. */
  readonly behind: Location | null;
}

/** The full alarm screen, over whatever page was open: that page is still there afterwards, with what was written on it. */
export default function AlarmCallPage({ id, behind }: AlarmCallPageProps) {
  const { t } = useWords();
  const navigate = useNavigate();
  const frame = useRef<HTMLDivElement>(null);
  const call = useCall(id);
  const { data: mine } = useMyCalls();
  const calls = mostUrgentFirst(mine ?? []);
  // What is known of it from the list is enough to begin with, and all there is without a network.
  const known = call.data ?? calls.find((one) => one.id === id);

  const { key: here } = useLocation();
  const left = useRef<string | null>(null);
  function close() {
    // Going back takes a moment: a second tap would go back once more, from the page behind.
    if (left.current === here) return;
    left.current = here;
    // Whoever leaves has heard it; a bar goes on saying that it waits.
    silence([id, ...calls.map((one) => one.id)]);
    void (behind === null ? navigate("/", { replace: true }) : navigate(-1));
  }
  useKey("Escape", () => {
    // A sheet over it is closed first.
    if (document.querySelector("dialog[open]") === null) close();
  });
  const isMine = calls.some((one) => one.id === id);
  useEffect(() => frame.current?.focus(), [id]);
  useEffect(() => {
    // Somebody who only looks has not been called.
    if (isMine) proveCall(id, "opened");
  }, [id, isMine]);

  return (
    <div ref={frame} className={styles.frame} data-call-screen="" role="dialog" aria-modal="true" aria-label={t("phone.call")} tabIndex={-1}>
      {known !== undefined ? (
        // By the call: a sheet that is open for one is not open for the next.
        <CallScreen
          key={id}
          call={known}
          calls={calls}
          show={(other) => void navigate(callPath(other), { replace: true, state: behind === null ? null : { behind } })}
          close={close}
        />
      ) : (
        // Nobody is held before a screen that shows nothing.
        <div className={styles.screen} data-testid="no-call">
          <header className={styles.head}>
            <span className={styles.severity} />
            <LeaveCall close={close} />
          </header>
          {call.error === null ? <FirstLoad /> : <Failure error={call.error} retry={() => void call.refetch()} />}
        </div>
      )}
    </div>
  );
}
