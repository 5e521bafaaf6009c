import { useMutation } from "@tanstack/react-query";
import { Descriptions, Form, Input, Modal } from "antd";

import { api, data } from "../api/client";
import { focusSoon } from "../layout/focus-soon";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";

interface RevealDialogProps {
  readonly request: string;
  readonly close: () => void;
}

/** Who asked, for a reason that is written down. What is shown is gone when the dialog closes. */
export function RevealDialog({ request, close }: RevealDialogProps) {
  const { t } = useWords();
  const tell = useProblemNotice();
  const [form] = Form.useForm<{ reason: string }>();
  const reveal = useMutation({
    mutationFn: ({ reason }: { reason: string }) =>
      data(api.POST("/api/v1/requests/{request_id}/reveal", { params: { path: { request_id: request } }, body: { reason } })),
    onError: tell,
    gcTime: 0,
  });
  const shown = reveal.data;
  return (
    <Modal
      open
      onCancel={close}
      title={t("requests.reveal")}
      onOk={() => (shown === undefined ? form.submit() : close())}
      confirmLoading={reveal.isPending}
      okButtonProps={{ "data-testid": "reveal-ok" }}
    >
      {shown === undefined ? (
        <Form form={form} layout="vertical" onFinish={(given) => reveal.mutate(given)}>
          <Form.Item name="reason" label={t("requests.revealWhy")} rules={[{ required: true, whitespace: true, min: 3, message: t("requests.revealWhyMissing") }]}>
            <Input ref={focusSoon} maxLength={500} data-testid="reveal-reason" />
          </Form.Item>
        </Form>
      ) : (
        <div data-testid="revealed">
          <Descriptions
            column={1}
            size="small"
            items={[
              { key: "name", label: t("requests.name"), children: shown.name || "—" },
              { key: "phone", label: t("requests.phone"), children: shown.phone === "" ? "—" : <a href={`tel:${shown.phone}`}>{shown.phone}</a> },
              { key: "room", label: t("requests.room"), children: shown.room || "—" },
              { key: "words", label: t("requests.told"), children: shown.words },
            ]}
          />
          <p className="quiet">{t("requests.revealed")}</p>
        </div>
      )}
    </Modal>
  );
}
