import { Button, Card } from "antd";
import { useState } from "react";

import type { HandOverDetail } from "../api/schema";
import { FileButton } from "../files/file-button";
import { FileList } from "../files/file-list";
import { PICTURES } from "../files/upload";
import { Icon } from "../icons/icon";
import { download } from "../layout/download";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { ownHalf } from "../messages/translate";
import { Moment } from "../time/moment";
import { useMomentWords } from "../time/use-moment-words";
import { usePersonName } from "../work-orders/use-people";
import { HandOverState } from "./hand-over-cards";
import { HandOverSteps } from "./hand-over-steps";
import styles from "./hand-over.module.css";
import { SheetSections } from "./sheet-sections";
import { ThingsCount } from "./things-count";
import { useHandOverWrite } from "./use-hand-overs";

/** A sheet: the next step first, then what is counted, then what is open. */
export function HandOverView({ item }: { readonly item: HandOverDetail }) {
  const { t, word } = useWords();
  const nameOf = usePersonName();
  const momentOf = useMomentWords();
  const write = useHandOverWrite(item);
  const { figures } = item.sheet;
  return (
    <article className={styles.stack} data-testid="hand-over-detail" data-state={item.state}>
      <header className={styles.head}>
        <div className={styles.line}>
          <HandOverState item={item} />
          <PrintButton item={item} />
        </div>
        <h1>{word("handOver.post", item.post)}</h1>
        <p className="quiet">
          {item.incoming === null
            ? t("handOver.from", { name: nameOf(item.outgoing) })
            : t("handOver.fromTo", { outgoing: nameOf(item.outgoing), incoming: nameOf(item.incoming) })}{" "}
          · <Moment at={item.since} /> – <Moment at={item.due_at} /> · <span className="number">{item.number}</span>
        </p>
        <p>{t("handOver.figures", { raised: figures.raised, opened: figures.opened, completed: figures.completed, closed: figures.closed })}</p>
      </header>
      {item.state === "refused" && item.refused_by !== null && (
        <p className={styles.notice} data-testid="refusal">
          {t("handOver.refusedBecause", { name: nameOf(item.refused_by), reason: item.reason })}
        </p>
      )}
      {item.decided_by !== null && <p className={styles.notice}>{t("handOver.decidedBy", { name: nameOf(item.decided_by) })}</p>}
      {item.signed_at !== null && <p className={styles.notice}>{t("handOver.asSigned", { time: momentOf(item.signed_at) })}</p>}
      <HandOverSteps item={item} write={write} />
      <div className={styles.columns}>
        <ThingsCount key={item.offered_at ?? item.state} item={item} write={write} />
        <SheetSections sheet={item.sheet} />
        {(item.files.length > 0 || item.may.includes("attach")) && (
          <Card size="small" title={t("handOver.photos")}>
            <FileList folder="hand-overs" files={item.files} />
            {item.may.includes("attach") && (
              <FileButton accept={PICTURES} label={t("handOver.addPhoto")} busy={write.isPending} choose={(file) => write.mutate({ kind: "file", file })} />
            )}
          </Card>
        )}
        <Card size="small" title={t("handOver.timeline")}>
          <Timeline item={item} />
        </Card>
      </div>
    </article>
  );
}

function Timeline({ item }: { readonly item: HandOverDetail }) {
  const { word, language } = useWords();
  const nameOf = usePersonName();
  return (
    <ol className={styles.lines}>
      {item.timeline.map((entry, place) => (
        <li key={`${place}-${entry.step}`} data-testid="timeline-entry" data-step={entry.step}>
          <span className={styles.line}>
            <span>
              {word("handOver.step", entry.step)} · {nameOf(entry.actor)}
            </span>
            <span className="quiet">
              <Moment at={entry.at} />
            </span>
          </span>
          {entry.note !== "" && <span className="quiet">{ownHalf(entry.note, language)}</span>}
        </li>
      ))}
    </ol>
  );
}

function PrintButton({ item }: { readonly item: HandOverDetail }) {
  const { t, language } = useWords();
  const tell = useProblemNotice();
  const [busy, setBusy] = useState(false);
  async function print() {
    setBusy(true);
    await download(`/api/v1/hand-overs/${encodeURIComponent(item.id)}/form.pdf?lang=${language}`, `hand-over-${item.number}.pdf`).catch(tell);
    setBusy(false);
  }
  return (
    <Button icon={<Icon name="print" />} loading={busy} onClick={() => void print()} data-testid="print-sheet">
      {t("handOver.print")}
    </Button>
  );
}
