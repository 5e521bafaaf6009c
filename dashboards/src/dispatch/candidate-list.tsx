import { Button, Empty, Skeleton } from "antd";
import { useState } from "react";

import type { DispatchCandidate } from "../api/schema";
import { Failure } from "../layout/failure";
import { useWords } from "../messages/language-context";
import { ReasonLines } from "./reason-lines";
import styles from "./dispatch.module.css";
import { useCandidates } from "./use-dispatch";

const AT_FIRST = 5;

interface CandidateListProps {
  readonly order: string;
  /** The person chosen, and the version of the order that the choice was made from. */
  readonly choose: (username: string, version: number) => void;
  readonly busy?: boolean;
}

/** Everybody who could do it, the best first, with the reasons; of the others only what hinders. Whom something hinders can be chosen too: people know more than the record. */
export function CandidateList({ order, choose, busy = false }: CandidateListProps) {
  const { t, text } = useWords();
  const { data, error, refetch } = useCandidates(order);
  const [all, showAll] = useState(false);
  if (error !== null && data === undefined) return <Failure error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Skeleton active paragraph={{ rows: 4 }} />;
  if (data.items.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("dispatch.noPeople")} />;
  const possible = data.items.filter(({ cost }) => cost !== null).length;
  const shown = all ? data.items : data.items.slice(0, Math.max(possible, AT_FIRST));
  return (
    <div data-testid="candidates">
      {data.why_nobody !== null && <p className={styles.whyNobody}>{text(data.why_nobody)}</p>}
      <ol className={styles.candidates}>
        {shown.map((candidate, place) => (
          <CandidateRow
            key={candidate.username}
            candidate={candidate}
            best={place === 0 && candidate.cost !== null}
            busy={busy}
            choose={() => choose(candidate.username, data.version)}
          />
        ))}
      </ol>
      {shown.length < data.items.length && (
        <Button type="link" onClick={() => showAll(true)} data-testid="all-candidates">
          {t("dispatch.showAll", { n: data.items.length - shown.length })}
        </Button>
      )}
    </div>
  );
}

interface CandidateRowProps {
  readonly candidate: DispatchCandidate;
  readonly best: boolean;
  readonly busy: boolean;
  readonly choose: () => void;
}

function CandidateRow({ candidate, best, busy, choose }: CandidateRowProps) {
  const { t, word } = useWords();
  return (
    <li className={styles.candidate} data-testid="candidate" data-username={candidate.username} data-possible={candidate.cost !== null}>
      <div className={styles.who}>
        <strong>{candidate.name}</strong>
        {candidate.department !== null && <span className="quiet">{word("department", candidate.department)}</span>}
        {best && <span className={styles.best}>{t("dispatch.best")}</span>}
        <Button size="small" disabled={busy} onClick={choose} aria-label={t("dispatch.giveTo", { name: candidate.name })} data-testid="choose-candidate">
          {t("dispatch.choose")}
        </Button>
      </div>
      <ReasonLines reasons={candidate.cost === null ? candidate.reasons.filter(({ hindrance }) => hindrance) : candidate.reasons} />
    </li>
  );
}
