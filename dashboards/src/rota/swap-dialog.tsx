import { App, Form, Input, Modal, Select } from "antd";

import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { usePeople } from "../work-orders/use-people";
import { type Stretch, stretches } from "./span";
import { useRotaWrite } from "./use-rota";
import { type RotaCalendar, useDayWords, useHours } from "./words";

interface Given {
  readonly username?: string;
  readonly inReturn?: string;
  readonly note?: string;
}

interface SwapDialogProps {
  readonly stretch: Stretch | null;
  readonly rota: RotaCalendar;
  readonly close: () => void;
}

/** Ask a colleague, or anybody, to take a shift; perhaps one of theirs in return. */
export function SwapDialog({ stretch, rota, close }: SwapDialogProps) {
  const { t } = useWords();
  const { me } = useHere();
  const { message } = App.useApp();
  const { data: people = [] } = usePeople();
  const [form] = Form.useForm<Given>();
  const colleague = Form.useWatch("username", form);
  const days = useDayWords();
  const hours = useHours();
  const write = useRotaWrite();
  const known = new Map([...people.filter(({ active, role }) => active && role !== "viewer").map(({ username, name }) => [username, name] as const), ...rota.duties.map(({ username, name }) => [username, name] as const)]);
  known.delete(me.username);
  const theirs = stretches(rota.duties.filter(({ username, since }) => username === colleague && stretch !== null && since > new Date().toISOString()));

  function finish({ username, inReturn, note }: Given) {
    if (stretch === null) return;
    write.mutate(
      { kind: "ask", swap: { duty_id: stretch.first.id, username: username ?? null, in_return: inReturn ?? null, note: note ?? "" } },
      {
        onSuccess: () => {
          void message.success(t("rota.asked"));
          close();
        },
      },
    );
  }

  return (
    <Modal
      open={stretch !== null}
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={write.isPending}
      title={stretch === null ? "" : t("rota.swapOf", { shift: `${days(stretch.first.day ?? stretch.since.slice(0, 10)).long} ${hours(stretch.since, stretch.until)}` })}
      okText={t("rota.ask")}
      okButtonProps={{ "data-testid": "swap-ok" }}
      destroyOnHidden
    >
      <Form<Given> form={form} layout="vertical" onFinish={finish} preserve={false}>
        <Form.Item name="username" label={t("rota.colleague")}>
          <Select
            allowClear
            placeholder={t("rota.anybody")}
            showSearch={{ optionFilterProp: "label" }}
            options={[...known].map(([value, label]) => ({ value, label }))}
            data-testid="swap-who"
          />
        </Form.Item>
        {colleague !== undefined && theirs.length > 0 && (
          <Form.Item name="inReturn" label={t("rota.inReturn")}>
            <Select
              allowClear
              placeholder={t("rota.nothing")}
              options={theirs.map(({ since, until, first }) => ({ value: first.id, label: `${days(first.day ?? since.slice(0, 10)).long} ${hours(since, until)}` }))}
              data-testid="swap-return"
            />
          </Form.Item>
        )}
        <Form.Item name="note" label={t("rota.note")}>
          <Input maxLength={200} data-testid="swap-note" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
