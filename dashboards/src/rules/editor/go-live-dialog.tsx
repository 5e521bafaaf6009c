import { Form, Input, Modal } from "antd";

import type { Backtest, RuleCheck } from "../../api/schema";
import { useNarrow } from "../../layout/use-media";
import { useWords } from "../../messages/language-context";
import { useHere } from "../../sites/site-context";
import { valueAt } from "../definition";
import { resultOf } from "../trial/backtest-result";
import { useBacktest } from "../trial/use-backtests";
import { useGoLive } from "../use-rule-writes";
import { YamlDiff } from "../versions/yaml-diff";

interface GoLiveDialogProps {
  readonly check: RuleCheck;
  readonly backtest: Backtest;
  readonly version: number;
  readonly inForce: string;
  readonly close: () => void;
  readonly done: () => void;
}

/** The last look before a rule goes live: what changes, whom it concerns, and why it is done. */
export function GoLiveDialog({ check, backtest, version, inForce, close, done }: GoLiveDialogProps) {
  const { t, text, word } = useWords();
  const { site } = useHere();
  const narrow = useNarrow();
  const [form] = Form.useForm<{ reason: string }>();
  const goLive = useGoLive(site.id, check.rule_id ?? "", version);
  const { data: whole } = useBacktest(backtest.id);
  const result = resultOf(whole);
  const lead = valueAt(check.definition, ["department"]);
  const assist = valueAt(check.definition, ["assist"]);
  const departments = [lead, ...(Array.isArray(assist) ? (assist as unknown[]) : [])].filter((one) => typeof one === "string");
  const posts = [...new Map((result?.pushes.after ?? []).map(({ post, name }) => [post, text(name)])).values()];

  return (
    <Modal
      open
      width={narrow ? "100%" : 760}
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={goLive.isPending}
      title={t("rules.goLiveAsk", { rule: check.rule_id ?? "", site: text(site.name) })}
      okText={t("rules.goLive")}
      okButtonProps={{ "data-testid": "go-live-ok" }}
    >
      <div data-testid="concerned">
        <p>
          {t("rules.concerns", {
            departments: departments.map((one) => word("department", one)).join(t("list.comma")),
            n: check.bound,
          })}
        </p>
        {posts.length > 0 && <p>{t("rules.concernsPosts", { posts: posts.join(t("list.comma")) })}</p>}
        {result !== null && (
          <p className="quiet">
            {t("rules.goLiveResult", { gained: result.gained, lost: result.lost, missed: result.known.missed.length })}
          </p>
        )}
        <p className="quiet">{t("rules.goLiveHint")}</p>
      </div>
      <div style={{ maxHeight: 280, overflowY: "auto", marginBlock: 12 }}>
        <YamlDiff before={inForce} after={check.yaml ?? ""} label={t("rules.compareTitle")} />
      </div>
      <Form<{ reason: string }>
        form={form}
        layout="vertical"
        onFinish={({ reason }) => check.definition !== null && goLive.mutate({ definition: check.definition, reason, backtestId: backtest.id }, { onSuccess: done })}
      >
        <Form.Item name="reason" label={t("rules.reason")} rules={[{ required: true, whitespace: true, message: t("alarms.reasonMissing") }]}>
          <Input.TextArea rows={2} maxLength={2000} data-testid="go-live-reason" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
