import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Form, Input, Modal, Radio, Rate } from "antd";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { PersonRequest } from "../api/schema";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";

interface Given {
  readonly score: number;
  readonly solved: boolean;
  readonly text?: string;
  readonly how: "phone" | "visit";
}

interface SatisfactionDialogProps {
  readonly request: PersonRequest;
  readonly close: () => void;
}

/** What somebody said who was called or seen. */
export function SatisfactionDialog({ request, close }: SatisfactionDialogProps) {
  const { t } = useWords();
  const tell = useProblemNotice();
  const client = useQueryClient();
  const [form] = Form.useForm<Given>();
  const rate = useMutation({
    mutationFn: (given: Given) =>
      data(
        api.POST("/api/v1/requests/{request_id}/satisfaction", {
          params: { path: { request_id: request.id } },
          body: { ...given, text: given.text ?? "" },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.requestsOf(request.order.id) });
      void client.invalidateQueries({ queryKey: keys.order(request.order.id) });
      void client.invalidateQueries({ queryKey: ["requests"] });
      close();
    },
    onError: tell,
  });
  return (
    <Modal
      open
      onCancel={close}
      title={t("requests.rate")}
      onOk={() => form.submit()}
      confirmLoading={rate.isPending}
      okButtonProps={{ "data-testid": "rate-ok" }}
    >
      <Form<Given> form={form} layout="vertical" initialValues={{ score: 5, solved: true, how: "phone" }} onFinish={(given) => rate.mutate(given)}>
        <Form.Item name="score" label={t("requests.rating")} extra={t("requests.badHint")}>
          <Rate allowClear={false} data-testid="rate-score" />
        </Form.Item>
        <Form.Item name="solved">
          <Radio.Group
            optionType="button"
            options={[
              { value: true, label: t("requests.solved") },
              { value: false, label: t("requests.unsolved") },
            ]}
          />
        </Form.Item>
        <Form.Item name="how" label={t("requests.how")}>
          <Radio.Group
            optionType="button"
            options={[
              { value: "phone", label: t("requests.how.phone") },
              { value: "visit", label: t("requests.how.visit") },
            ]}
          />
        </Form.Item>
        <Form.Item name="text" label={t("requests.ratingText")}>
          <Input.TextArea rows={3} maxLength={1000} data-testid="rate-text" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
