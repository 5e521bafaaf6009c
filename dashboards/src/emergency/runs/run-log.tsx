import { Button, Input } from "antd";
import { useState } from "react";

import type { PlanRunDetail, RunEntry } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import { ownHalf } from "../../messages/translate";
import { useZone } from "../../sites/site-context";
import { fullMoment, timeOfDay } from "../../time/format";
import { LogRest } from "./log-rest";
import { namesOf } from "./run-steps";
import styles from "./runs.module.css";
import type { WriteRun } from "./use-runs";
import { useWho } from "./use-who";

const LATE: ReadonlySet<string> = new Set(["late", "escalate"]);

/** What is said, and what has happened, to the second; the newest first. */
export function RunLog({ run, write }: { readonly run: PlanRunDetail; readonly write: WriteRun }) {
  const { t } = useWords();
  return (
    <section className={styles.part} aria-label={t("planRuns.log")} data-testid="run-log">
      <h2>{t("planRuns.log")}</h2>
      {(run.may.message || run.may.note) && <Say run={run} write={write} />}
      <div role="log" aria-label={t("planRuns.log")}>
        <ol className={styles.log}>
          {[...run.log].reverse().map((entry, index) => (
            <Entry key={`${entry.at}${run.log.length - index}`} run={run} entry={entry} />
          ))}
        </ol>
      </div>
      <LogRest run={run} />
    </section>
  );
}

/** To everybody while it goes on, for the record afterwards. */
function Say({ run, write }: { readonly run: PlanRunDetail; readonly write: WriteRun }) {
  const { t } = useWords();
  const [words, setWords] = useState("");
  const toAll = run.may.message;
  const send = () => {
    const said = words.trim();
    if (said === "") return;
    write.mutate(toAll ? { what: "message", text: said } : { what: "note", note: said }, { onSuccess: () => setWords("") });
  };
  return (
    <div className={styles.say}>
      <Input
        value={words}
        onChange={(event) => setWords(event.target.value)}
        onPressEnter={(event) => {
          // While a word is being composed, the key chooses it.
          if (!event.nativeEvent.isComposing) send();
        }}
        maxLength={1000}
        placeholder={t(toAll ? "planRuns.sayToAll" : "planRuns.addNote")}
        aria-label={t(toAll ? "planRuns.sayToAll" : "planRuns.addNote")}
        data-testid="say-words"
      />
      <Button onClick={send} disabled={words.trim() === ""} loading={write.isPending && (write.variables.what === "message" || write.variables.what === "note")} data-testid="say">
        {t("planRuns.send")}
      </Button>
    </div>
  );
}

export function Entry({ run, entry }: { readonly run: PlanRunDetail; readonly entry: RunEntry }) {
  const { language, text, word } = useWords();
  const zone = useZone();
  const who = useWho();
  const names = namesOf(run);
  const then = Date.parse(entry.occurred_at);
  const about = entry.step === null ? undefined : names.get(entry.step);
  const called = run.contacts.find(({ id }) => id === entry.data.contact);
  return (
    <li data-testid="log-entry" data-event={entry.event} className={entry.event === "message" ? styles.said : undefined}>
      <time dateTime={entry.occurred_at} title={fullMoment(then, zone, language)} className="number quiet">
        {timeOfDay(then, zone, language)}
      </time>{" "}
      <strong className={LATE.has(entry.event) ? "late" : undefined}>{word("planRun.event", entry.event)}</strong>
      {about !== undefined && ` · ${text(about)}`}
      {called !== undefined && ` · ${text(called.name)}`}
      {typeof entry.data.result === "string" && ` · ${word("planRun.result", entry.data.result)}`}
      <span className="quiet"> · {who(entry.actor)}</span>
      {entry.note !== "" && <div className={styles.note}>{entry.actor === "system" || entry.actor === "telemetry" ? ownHalf(entry.note, language) : entry.note}</div>}
    </li>
  );
}
