import { Button, Form, Input, Modal, Select } from "antd";
import { useState } from "react";

import type { GiveOrder, WorkOrder } from "../api/schema";
import { Failure } from "../layout/failure";
import { useWords } from "../messages/language-context";
import { useMay } from "../sites/site-context";
import { PriorityMark } from "../work-orders/priority-mark";
import { usePeople, usePersonName } from "../work-orders/use-people";
import styles from "./dispatch.module.css";
import { ReasonLines } from "./reason-lines";
import { useGive, useProposal } from "./use-dispatch";

interface BulkDispatchProps {
  readonly orders: readonly WorkOrder[];
  /** They are given away. */
  readonly done: () => void;
}

const OVER: ReadonlySet<string> = new Set(["completed", "verified", "closed", "cancelled"]);

/** Give several chosen orders away at once: each to whom Steward proposes, and why; or all to one person. */
export function BulkDispatchButton({ orders, done }: BulkDispatchProps) {
  const { t } = useWords();
  const may = useMay("dispatch");
  const [open, setOpen] = useState(false);
  if (!may) return null;
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)} data-testid="bulk-dispatch">
        {t("dispatch.several")}
      </Button>
      {open && <BulkDispatchDialog orders={orders} done={done} close={() => setOpen(false)} />}
    </>
  );
}

function BulkDispatchDialog({ orders, done, close }: BulkDispatchProps & { readonly close: () => void }) {
  const { t, text, word } = useWords();
  const { data: board, error, isPending, refetch } = useProposal();
  const { data: people } = usePeople();
  const nameOf = usePersonName();
  const [chosen, choose] = useState<Readonly<Record<string, string | null>>>({});
  const [note, setNote] = useState("");
  const give = useGive(note);

  const rows = orders.map((order) => {
    const waiting = board?.orders.find((each) => each.order.id === order.id);
    const waits = !OVER.has(order.state);
    const to = order.id in chosen ? chosen[order.id] : waits ? (waiting?.proposal?.username ?? null) : null;
    return { order, waiting, waits, to: to ?? null };
  });
  const items = rows.flatMap(({ order, to }): GiveOrder[] => (to === null || to === order.assignee ? [] : [{ order_id: order.id, assignee: to, version: order.version }]));
  const options = (people ?? [])
    .filter((person) => person.active && person.role !== "viewer")
    .map((person) => ({ value: person.username, label: person.department === null ? person.name : `${person.name} · ${word("department", person.department)}` }));

  function finish() {
    give.mutate(items, {
      onSuccess: (given) => {
        close();
        if (given.items.every((each) => each.done)) done();
      },
    });
  }

  return (
    <Modal
      open
      width={640}
      onCancel={close}
      onOk={finish}
      confirmLoading={give.isPending}
      title={t("dispatch.severalTitle", { n: orders.length })}
      okText={t("dispatch.giveSeveral", { n: items.length })}
      okButtonProps={{ disabled: items.length === 0, "data-testid": "bulk-give" }}
    >
      {error !== null && board === undefined && <Failure error={error} retry={() => void refetch()} />}
      <Form layout="vertical" aria-busy={isPending}>
        <Form.Item label={t("dispatch.allTo")}>
          <Select<string>
            allowClear
            showSearch={{ optionFilterProp: "label" }}
            placeholder={t("dispatch.asProposed")}
            options={options}
            onChange={(to?: string) => choose(to === undefined ? {} : Object.fromEntries(rows.filter(({ waits }) => waits).map(({ order }) => [order.id, to])))}
            aria-label={t("dispatch.allTo")}
            data-testid="bulk-all-to"
          />
        </Form.Item>
        <ul className={styles.cards} style={{ maxHeight: "45vh", overflowY: "auto", marginBottom: 16 }}>
          {rows.map(({ order, waiting, waits, to }) => (
            <li key={order.id} className={styles.card} data-testid="bulk-order" data-order-id={order.id} data-to={to ?? ""}>
              <div className={styles.line}>
                <PriorityMark priority={order.priority} />
                <span className={styles.title}>{text(order.title)}</span>
                <span className="quiet number">{order.number}</span>
              </div>
              {!waits && <p className={styles.whyNobody}>{t("dispatch.notWaiting")}</p>}
              {order.assignee !== null && waits && <p className={styles.whyNobody}>{t("dispatch.has", { name: nameOf(order.assignee) })}</p>}
              {waiting?.why_nobody != null && <p className={styles.whyNobody}>{text(waiting.why_nobody)}</p>}
              {waits && (
                <Select<string>
                  allowClear
                  showSearch={{ optionFilterProp: "label" }}
                  value={to}
                  placeholder={t("dispatch.choosePerson")}
                  options={options}
                  onChange={(username?: string) => choose({ ...chosen, [order.id]: username ?? null })}
                  aria-label={t("dispatch.choosePerson")}
                />
              )}
              {to !== null && waiting?.proposal?.username === to && <ReasonLines reasons={waiting.proposal.reasons} />}
            </li>
          ))}
        </ul>
        <Form.Item label={t("orders.note")} style={{ marginBottom: 0 }}>
          <Input maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} data-testid="bulk-note" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
