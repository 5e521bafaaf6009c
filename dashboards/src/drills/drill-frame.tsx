import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { Link } from "react-router";

import type { Drill } from "../api/schema";
import { beep } from "../live/beep";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { useNow } from "../time/clock";
import { justInterrupted, running } from "./drill-words";
import styles from "./drills.module.css";
import { ReasonDialog } from "./reason-dialog";

const READ = "steward.drill-interrupted";

interface DrillFrameProps {
  readonly drills: readonly Drill[];
  /** On a wall nobody presses anything. */
  readonly watched?: boolean;
}

/** While a drill runs: a striped frame on every page and a bar that says so. When a real alarm breaks it off: that, loudly. */
export function DrillFrame({ drills, watched = false }: DrillFrameProps) {
  const now = useNow(5);
  const [read, setRead] = useState(alreadyRead);
  const under = running(drills);
  const broken = justInterrupted(drills, now, watched ? NOTHING : read);
  return (
    <>
      {under.length > 0 && <Stripes />}
      {under.map((drill) => (
        <DrillBar key={drill.id} drill={drill} watched={watched} />
      ))}
      {broken !== null && (
        <RealBar
          key={broken.id}
          drill={broken}
          watched={watched}
          close={() => {
            const known = new Set([...read, broken.id]);
            sessionStorage.setItem(READ, JSON.stringify([...known]));
            setRead(known);
          }}
        />
      )}
    </>
  );
}

/** The frame alone: also around a call of a drill. */
export function Stripes() {
  return (
    <div className={styles.frame} aria-hidden="true" data-testid="drill-frame">
      <span />
      <span />
      <span />
      <span />
    </div>
  );
}

function DrillBar({ drill, watched }: { readonly drill: Drill; readonly watched: boolean }) {
  const { t, text } = useWords();
  const { me, site, sites } = useHere();
  const [asking, setAsking] = useState(false);
  const mayStop = me.permissions.includes("plan_drills") || me.permissions.includes("command_plan");
  const elsewhere = drill.site === site.id ? null : (sites.find(({ id }) => id === drill.site)?.name ?? null);
  return (
    <div className={styles.bar} role="status" data-testid="drill-bar" data-drill-id={drill.id}>
      <span className={styles.mark}>{t("drills.mark")}</span>
      <span className={styles.words}>
        <strong>{t("drills.running", { title: drill.title })}</strong> {elsewhere !== null && `${text(elsewhere)} · `}
        <span className={styles.hint}>{t("drills.runningHint")}</span>
      </span>
      {!watched && <Link to={`/drills/${drill.id}`}>{t("drills.open")}</Link>}
      {!watched && mayStop && (
        <Button danger type="primary" onClick={() => setAsking(true)} data-testid="drill-bar-stop">
          {t("drills.stop")}
        </Button>
      )}
      {asking && <ReasonDialog drill={drill} step="stop" close={() => setAsking(false)} />}
    </div>
  );
}

function RealBar({ drill, watched, close }: { readonly drill: Drill; readonly watched: boolean; readonly close: () => void }) {
  const { t, reason } = useInterruption(drill);
  const told = useRef(false);
  useEffect(() => {
    if (!told.current) beep();
    told.current = true;
  }, []);
  return (
    <div className={styles.real} role="alert" data-testid="drill-interrupted" data-drill-id={drill.id}>
      <span className={styles.words}>
        {t("drills.real")} {reason} <span>{t("drills.realHint", { title: drill.title })}</span>
      </span>
      {!watched && drill.interrupted_by !== null && (
        <Link to={`/alarms/${drill.interrupted_by}`} data-testid="real-alarm">
          {t("drills.toAlarm")}
        </Link>
      )}
      {!watched && (
        <Button onClick={close} data-testid="real-read">
          {t("drills.understood")}
        </Button>
      )}
    </div>
  );
}

function useInterruption(drill: Drill) {
  const { t, language } = useWords();
  const [zh = "", en = ""] = drill.reason.split(" / ");
  return { t, reason: language === "zh" ? zh : en || zh };
}

const NOTHING: ReadonlySet<string> = new Set();

function alreadyRead(): ReadonlySet<string> {
  try {
    const known: unknown = JSON.parse(sessionStorage.getItem(READ) ?? "[]");
    return new Set(Array.isArray(known) ? known.filter((id) => typeof id === "string") : []);
  } catch {
    return NOTHING;
  }
}
