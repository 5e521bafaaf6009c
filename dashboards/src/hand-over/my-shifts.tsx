import { Button, Card, Skeleton } from "antd";
import { useNavigate } from "react-router";

import type { MyShift } from "../api/schema";
import { Failure } from "../layout/failure";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import styles from "./hand-over.module.css";
import { HandOverCards, HandOverState } from "./hand-over-cards";
import { useMyHandOvers, useOpenHandOver } from "./use-hand-overs";

/** What I hand over, what waits for me, what I decide about: in the order in which it hurries. */
export function MyShifts() {
  const { t } = useWords();
  const { data, error, refetch } = useMyHandOvers();
  if (data === undefined) return error === null ? <Skeleton active paragraph={{ rows: 4 }} /> : <Failure error={error} retry={() => void refetch()} />;
  return (
    <div className={styles.stack}>
      {data.to_decide.length > 0 && (
        <section data-testid="to-decide">
          <h2>{t("handOver.toDecide")}</h2>
          <HandOverCards items={data.to_decide} />
        </section>
      )}
      {data.for_me.length > 0 && (
        <section data-testid="for-me">
          <h2>{t("handOver.forMe")}</h2>
          <HandOverCards items={data.for_me} />
        </section>
      )}
      <section data-testid="my-shifts">
        <h2>{t("handOver.mine")}</h2>
        {data.mine.length === 0 && <p className="quiet">{t("handOver.noShift")}</p>}
        <div className={styles.list}>
          {data.mine.map((shift) => (
            <Shift key={shift.duty_id} shift={shift} />
          ))}
        </div>
      </section>
    </div>
  );
}

function Shift({ shift }: { readonly shift: MyShift }) {
  const { t, word } = useWords();
  const navigate = useNavigate();
  const open = useOpenHandOver();
  const known = shift.hand_over;
  return (
    <Card size="small" title={word("handOver.post", shift.post)} extra={known !== null && <HandOverState item={known} />}>
      <div className={styles.line}>
        <span className="quiet">
          <Moment at={shift.since} /> – <Moment at={known?.due_at ?? shift.until} />
        </span>
        <Button
          type="primary"
          loading={open.isPending}
          onClick={() => {
            if (known !== null) void navigate(`/hand-over/${known.id}`);
            else open.mutate(shift.duty_id, { onSuccess: ({ id }) => void navigate(`/hand-over/${id}`) });
          }}
          data-testid="open-sheet"
          data-post={shift.post}
        >
          {t(known === null ? "handOver.openSheet" : "handOver.goOn")}
        </Button>
      </div>
    </Card>
  );
}
