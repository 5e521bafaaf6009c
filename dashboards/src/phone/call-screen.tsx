import { type ComponentType, lazy, Suspense, useEffect, useState } from "react";

import { useAlarm } from "../alarms/use-alarm";
import type { CallOut } from "../api/schema";
import { useAsset } from "../assets/use-asset";
import { useSop } from "../knowledge/use-sop";
import { useWords } from "../messages/language-context";
import { withTexts } from "../messages/translate";
import { useHere, useZone } from "../sites/site-context";
import { Age } from "../time/age";
import { timeOfDay } from "../time/format";
import { useOrder } from "../work-orders/use-order";
import styles from "./alarm-call.module.css";
import { DrillCallMark } from "./drill-call-mark";
import { CallHead } from "./call-head";
import { CallOffline } from "./call-offline";
import { CallNumbers } from "./call-numbers";
import { rings } from "./calls";
import { FalseAlarmSheet } from "./false-alarm-sheet";
import { FirstStepsList } from "./first-steps-list";
import { GoingList } from "./going-list";
import { onTheWay } from "./going";
import { HelpSheet } from "./help-sheet";
import { useLargeType } from "./large-type";
import { NextButton } from "./next-button";
import { OtherCalls } from "./other-calls";
import { readAloud } from "./read-aloud";
import { silence, useSilenced } from "./silenced";
import { useCallTitle } from "./use-call-title";
import { useOrderCalls } from "./use-calls";
import { useWakeLock } from "./use-wake-lock";

// What happens is read before where it is: the map comes when it comes, and a call without one is a call still.
const PlaceCard = lazy(() =>
  withTexts(import("../plans/place-card")).then(
    (file) => ({ default: file.PlaceCard }),
    () => ({ default: NoPlace }),
  ),
);

const NoPlace: ComponentType<{ readonly site: string; readonly asset: string }> = () => null;

/** Whether an answer may come any moment; after a failure it is not waited for. */
function isFirstTry({ isLoading, failureCount }: { readonly isLoading: boolean; readonly failureCount: number }): boolean {
  return isLoading && failureCount === 0;
}

/** After the first round of the siren: both at once are neither heard nor understood. */
const SPEAKS_AFTER_MS = 2_200;

interface CallScreenProps {
  readonly call: CallOut;
  /** Every call of this person, the most urgent first. */
  readonly calls: readonly CallOut[];
  readonly show: (id: string) => void;
  readonly close: () => void;
}

/** A call as large as the phone: what, where, how serious, since when; one button; whom to ring; what to do first. */
export function CallScreen({ call, calls, show, close }: CallScreenProps) {
  const { t, text, language } = useWords();
  const zone = useZone();
  const { me } = useHere();
  const [large] = useLargeType();
  const [asking, ask] = useState<"help" | "false-alarm" | null>(null);
  const silenced = useSilenced();
  const orderRead = useOrder(call.work_order_id);
  const alarmRead = useAlarm(call.alarm_ids[0] ?? null);
  const { data: order } = orderRead;
  const { data: alarm } = alarmRead;
  const assetRead = useAsset(call.site, order?.asset ?? alarm?.asset ?? null);
  const { data: asset } = assetRead;
  const { data: others } = useOrderCalls(call.work_order_id);
  const ringing = rings(call) && !silenced.has(call.id);
  const since = alarm?.occurred_at ?? call.created_at;
  const place = asset === undefined ? "" : `${text(asset.place)} · ${text(asset.name)}`;
  const title = useCallTitle()(call);
  const words = [title, place].filter(Boolean).join("，");
  const sop = order?.sop ?? alarm?.sop ?? null;
  const sopRead = useSop(sop);
  // They stand in the order of their use, and nothing is put before what somebody is about to press.
  const reading = [orderRead, alarmRead, assetRead, sopRead].some(isFirstTry);
  const mayAct = order?.steps.some((step) => step !== "note") ?? false;
  useWakeLock(rings(call) || order?.assignee === me.username);

  // Aloud by itself for what is critical; for the rest there is the button.
  const aloud = ringing && call.severity === "critical";
  useEffect(() => {
    if (!aloud) return undefined;
    const timer = setTimeout(() => readAloud(words, language), SPEAKS_AFTER_MS);
    return () => clearTimeout(timer);
  }, [aloud, words, language]);

  return (
    <div className={`${styles.screen} ${large ? styles.large : ""}`} data-testid="alarm-call" data-call-id={call.id} data-state={call.state} data-order-state={order?.state}>
      <CallHead severity={call.severity} ringing={ringing} words={words} silence={() => silence(calls.map(({ id }) => id))} close={close} />
      <OtherCalls calls={calls} shown={call.id} show={show} />
      <div className={styles.body}>
        <div className={styles.what}>
          {call.drill_id !== null && <DrillCallMark />}
          <h1 id="call-title">{title}</h1>
          <p className={styles.place} data-testid="call-place">
            {place}
          </p>
          <p className={styles.since}>
            {timeOfDay(Date.parse(since), zone, language)} · <Age at={since} />
          </p>
          <p className="quiet">{text(call.body)}</p>
        </div>
        {!reading && (
          <>
            {sop !== null && <FirstStepsList sop={sop} lead={order?.department ?? alarm?.department ?? ""} />}
            <CallNumbers sop={sop} asset={asset} />
            <GoingList people={onTheWay(order, others ?? [call])} />
            {asset !== undefined && (
              <Suspense fallback={null}>
                <PlaceCard site={call.site} asset={asset.id} />
              </Suspense>
            )}
          </>
        )}
      </div>
      <footer className={styles.foot}>
        <CallOffline />
        <NextButton call={call} order={call.work_order_id === null ? null : order} me={me.username} close={close} />
        {(mayAct || isFirstTry(orderRead)) && (
          <div className={styles.aside}>
            {order !== undefined && (
              <button type="button" className={styles.second} onClick={() => ask("help")} data-testid="need-help">
                {t("phone.help")}
              </button>
            )}
            {order !== undefined && alarm !== undefined && (
              <button type="button" className={styles.second} onClick={() => ask("false-alarm")} data-testid="call-false-alarm">
                {t("phone.falseAlarm")}
              </button>
            )}
          </div>
        )}
      </footer>
      {asking === "help" && order !== undefined && <HelpSheet order={order} close={() => ask(null)} />}
      {asking === "false-alarm" && order !== undefined && alarm !== undefined && (
        <FalseAlarmSheet call={call} order={order} alarm={alarm} close={() => ask(null)} />
      )}
    </div>
  );
}
