import { Button, Card, Form, Input, InputNumber, Modal, Skeleton, Switch } from "antd";
import { useState } from "react";

import type { PostList, Thing, ThingIn } from "../api/schema";
import { Icon } from "../icons/icon";
import { Failure } from "../layout/failure";
import { focusSoon } from "../layout/focus-soon";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { Moment } from "../time/moment";
import styles from "./hand-over.module.css";
import { usePostLists, useThingsWrite } from "./use-hand-overs";

/** What is counted at each post, what is on loan and to whom. */
export function PostLists() {
  const { site } = useHere();
  const { data, error, refetch } = usePostLists(site.id);
  const [editing, setEditing] = useState<PostList | null>(null);
  const [lending, setLending] = useState<Thing | null>(null);
  if (data === undefined) return error === null ? <Skeleton active paragraph={{ rows: 6 }} /> : <Failure error={error} retry={() => void refetch()} />;
  const shown = data.items.filter(({ asked, things, may_edit }) => asked || things.length > 0 || may_edit);
  return (
    <div className={styles.columns}>
      {shown.map((list) => (
        <PostCard key={list.post} list={list} edit={() => setEditing(list)} lend={setLending} />
      ))}
      {editing !== null && <EditDialog list={editing} close={() => setEditing(null)} />}
      {lending !== null && <LendDialog thing={lending} close={() => setLending(null)} />}
    </div>
  );
}

interface PostCardProps {
  readonly list: PostList;
  readonly edit: () => void;
  readonly lend: (thing: Thing) => void;
}

function PostCard({ list, edit, lend }: PostCardProps) {
  const { t, word } = useWords();
  const { site } = useHere();
  const write = useThingsWrite(site.id);
  return (
    <Card
      size="small"
      title={word("handOver.post", list.post)}
      extra={
        list.may_edit && (
          <Button size="small" onClick={edit} data-testid="edit-list" data-post={list.post}>
            {t("handOver.editList")}
          </Button>
        )
      }
      data-testid="post-list"
      data-post={list.post}
    >
      {list.asked && <p className="quiet">{t("handOver.asked")}</p>}
      {list.things.length === 0 && <p className="quiet">{t("handOver.listNone")}</p>}
      <ul className={styles.lines}>
        {list.things.map((thing) => (
          <li key={thing.id}>
            <span className={styles.line}>
              <span>
                {thing.name} <span className="number">{thing.number}</span>
              </span>
              {list.may_lend && thing.number > thing.lent && (
                <Button size="small" onClick={() => lend(thing)} data-testid="lend">
                  {t("handOver.lend")}
                </Button>
              )}
            </span>
            {list.loans
              .filter(({ thing_id }) => thing_id === thing.id)
              .map((loan) => (
                <span key={loan.id} className={styles.line} data-testid="loan">
                  <span className="quiet">
                    {t("handOver.onLoan", { name: loan.lent_to, n: loan.number })} · <Moment at={loan.lent_at} />
                  </span>
                  {list.may_lend && (
                    <Button size="small" onClick={() => write.mutate({ kind: "return", loan: loan.id })} data-testid="give-back">
                      {t("handOver.return")}
                    </Button>
                  )}
                </span>
              ))}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function EditDialog({ list, close }: { readonly list: PostList; readonly close: () => void }) {
  const { t, word } = useWords();
  const { site } = useHere();
  const write = useThingsWrite(site.id);
  const [asked, setAsked] = useState(list.asked);
  const [things, setThings] = useState<readonly ThingIn[]>(list.things.map(({ id, name, number }) => ({ id, name, number })));
  const set = (place: number, change: Partial<ThingIn>) => setThings(things.map((thing, index) => (index === place ? { ...thing, ...change } : thing)));

  function save() {
    const body = { asked, things: things.filter(({ name }) => name.trim() !== "") };
    write.mutate({ kind: "list", post: list.post, version: list.version, body }, { onSuccess: close });
  }

  return (
    <Modal open onCancel={close} onOk={save} confirmLoading={write.isPending} title={word("handOver.post", list.post)} okText={t("handOver.save")} okButtonProps={{ "data-testid": "list-ok" }}>
      <div className={styles.stack}>
        <label className={styles.line}>
          {t("handOver.asked")}
          <Switch checked={asked} onChange={setAsked} data-testid="list-asked" />
        </label>
        {things.map((thing, place) => (
          <div key={thing.id ?? `new-${place}`} className={styles.things}>
            <Input value={thing.name} maxLength={60} aria-label={t("handOver.thingName")} placeholder={t("handOver.thingName")} onChange={(event) => set(place, { name: event.target.value })} data-testid="list-name" />
            <InputNumber value={thing.number} min={0} max={100000} aria-label={t("handOver.thingNumber")} onChange={(number) => set(place, { number: number ?? 0 })} data-testid="list-number" />
            <Button icon={<Icon name="close" />} aria-label={t("handOver.thingRemove")} onClick={() => setThings(things.filter((_, index) => index !== place))} />
          </div>
        ))}
        <Button icon={<Icon name="plus" />} onClick={() => setThings([...things, { name: "", number: 1 }])} data-testid="list-add">
          {t("handOver.addThing")}
        </Button>
      </div>
    </Modal>
  );
}

function LendDialog({ thing, close }: { readonly thing: Thing; readonly close: () => void }) {
  const { t } = useWords();
  const { site } = useHere();
  const write = useThingsWrite(site.id);
  const [form] = Form.useForm<{ readonly to: string; readonly number: number }>();
  return (
    <Modal
      open
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={write.isPending}
      title={t("handOver.lendTitle", { name: thing.name })}
      okText={t("handOver.lend")}
      okButtonProps={{ "data-testid": "lend-ok" }}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ to: "", number: 1 }}
        onFinish={({ to, number }: { to: string; number: number }) => write.mutate({ kind: "lend", thing: thing.id, to, number }, { onSuccess: close })}
      >
        <Form.Item name="to" label={t("handOver.lendTo")} rules={[{ required: true, whitespace: true, message: t("handOver.lendToMissing") }]}>
          <Input maxLength={60} ref={focusSoon} data-testid="lend-to" />
        </Form.Item>
        <Form.Item name="number" label={t("handOver.thingNumber")}>
          <InputNumber min={1} max={thing.number - thing.lent} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
