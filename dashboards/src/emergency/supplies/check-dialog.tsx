import { Form, Input, InputNumber, Modal, Skeleton, Timeline } from "antd";

import type { Supply } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import { Moment } from "../../time/moment";
import { useWho } from "../runs/use-who";
import { useSupply, useSupplyWrite } from "./use-supplies";

interface Counted {
  readonly count: number;
  readonly note?: string;
  readonly expires_on?: string;
}

/** I went there and counted; and what was counted before. */
export function CheckDialog({ supply, close }: { readonly supply: Supply; readonly close: () => void }) {
  const { t, word } = useWords();
  const write = useSupplyWrite();
  const who = useWho();
  const [form] = Form.useForm<Counted>();
  const { data: whole } = useSupply(supply.id);

  function send({ count, note = "", expires_on }: Counted) {
    const body = { count, note, expires_on: expires_on === undefined || expires_on === "" ? null : expires_on };
    write.mutate({ step: "check", supply, body }, { onSuccess: close });
  }

  return (
    <Modal
      open
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={write.isPending}
      title={t("supplies.checkTitle", { name: supply.name })}
      okText={t("supplies.checked")}
      okButtonProps={{ "data-testid": "check-ok" }}
    >
      <Form<Counted> form={form} layout="vertical" initialValues={{ count: supply.count, note: "", expires_on: supply.expires_on ?? "" }} onFinish={send}>
        <Form.Item
          name="count"
          label={t("supplies.countNow")}
          extra={t("supplies.wantedIs", { n: supply.wanted, unit: supply.unit })}
          rules={[{ required: true, message: t("supplies.countMissing") }]}
        >
          <InputNumber min={0} max={99_999} precision={0} inputMode="numeric" autoFocus data-testid="check-count" />
        </Form.Item>
        <Form.Item name="expires_on" label={t("supplies.expires")}>
          <Input type="date" />
        </Form.Item>
        <Form.Item name="note" label={t("supplies.note")}>
          <Input.TextArea rows={2} maxLength={500} data-testid="check-note" />
        </Form.Item>
      </Form>
      <h3>{t("supplies.history")}</h3>
      {whole === undefined ? (
        <Skeleton active paragraph={{ rows: 2 }} />
      ) : (
        <Timeline
          items={[...whole.history].reverse().map(({ at, step, actor, count, note }) => ({
            key: `${at}${step}`,
            content: (
              <>
                <Moment at={at} /> {word("supplies.step", step)} · {t("supplies.were", { n: count, unit: supply.unit })} · {who(actor)}
                {note !== "" && <div className="quiet">{note}</div>}
              </>
            ),
          }))}
        />
      )}
    </Modal>
  );
}
