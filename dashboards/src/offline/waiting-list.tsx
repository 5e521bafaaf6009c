import { Button, Popconfirm } from "antd";
import { Link } from "react-router";

import { queryClient } from "../api/query-client";
import type { WorkOrderDetail } from "../api/schema";
import { keys } from "../api/keys";
import cards from "../layout/cards.module.css";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { queue } from "./sending";
import { useQueue } from "./use-offline";
import { isOfOrder, subjectOf, type Waiting } from "./waiting";
import { doingKey } from "./waiting-words";

/** What waits, or what was not taken: of that the person says what becomes of it. */
export function WaitingList({ items }: { readonly items: readonly Waiting[] }) {
  const { t, text, word } = useWords();
  const tell = useProblemNotice();

  async function asNote(one: Waiting) {
    const order = subjectOf(one);
    const did = t(doingKey(one.doing));
    const said = one.doing.kind === "step" ? one.doing.step.note : "";
    const note = t("offline.asNote", { did, why: one.refused === null ? "" : text(one.refused), said });
    await queue.add({ kind: "step", step: { what: "note", subject: order, note } }, one.about, null, { at: new Date(one.at) });
    await queue.discard(one);
    await queue.flush();
    void queryClient.invalidateQueries({ queryKey: keys.order(order) });
  }

  return (
    <ul className={cards.cards}>
      {items.map((one) => (
        <li key={one.id} className={cards.card} data-testid={one.refused === null ? "waiting" : "needs-you"} data-what={one.doing.kind === "file" ? "file" : one.doing.step.what}>
          <span className={cards.line}>
            <strong>{t(doingKey(one.doing))}</strong>
            <span className="quiet">
              <Moment at={one.at} />
            </span>
          </span>
          {isOfOrder(one) ? <Link to={`/work-orders/${subjectOf(one)}`}>{text(one.about)}</Link> : <span>{text(one.about)}</span>}
          {one.doing.kind === "step" && one.doing.step.note !== "" && <span>{one.doing.step.note}</span>}
          {one.doing.kind === "step" && one.doing.step.hold_reason != null && <span>{word("order.hold", one.doing.step.hold_reason)}</span>}
          {one.refused !== null && (
            <>
              <span className="severity-high" role="alert">
                {text(one.refused)}
              </span>
              <span>
                {isOfOrder(one) && one.doing.kind === "step" && (
                  <Button onClick={() => void asNote(one).catch(tell)} data-testid="as-note">
                    {t("offline.keepAsNote")}
                  </Button>
                )}{" "}
                <Popconfirm title={t("offline.discardAsk")} okText={t("offline.discard")} onConfirm={() => void queue.discard(one).catch(tell)} okButtonProps={{ "data-testid": "discard-ok" }}>
                  <Button type="text" data-testid="discard">
                    {t("offline.discard")}
                  </Button>
                </Popconfirm>
              </span>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

/** What of an order, alarm or whistle waits to be sent: on its page. */
export function WaitingHere({ order }: { readonly order: Pick<WorkOrderDetail, "id"> }) {
  const { t } = useWords();
  const items = useWaitingAbout(order.id);
  if (items.length === 0) return null;
  return (
    <section aria-label={t("offline.waiting")} data-testid="waiting-here">
      <p className="quiet">{t("offline.waitingHere")}</p>
      <WaitingList items={items} />
    </section>
  );
}

function useWaitingAbout(subject: string): readonly Waiting[] {
  const { waiting, refused } = useQueue();
  return [...refused, ...waiting].filter((one) => subjectOf(one) === subject);
}
