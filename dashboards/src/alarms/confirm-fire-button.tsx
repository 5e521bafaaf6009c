import { App, Button } from "antd";

import type { AlarmDetail } from "../api/schema";
import { useWords } from "../messages/language-context";
import { useAlarmStep } from "./use-alarm-step";

interface ConfirmFireButtonProps {
  readonly alarm: AlarmDetail;
  readonly primary?: boolean;
}

/** It burns: everybody on duty is called, so it is asked once whether that is meant. */
export function ConfirmFireButton({ alarm, primary = false }: ConfirmFireButtonProps) {
  const { t } = useWords();
  const { modal } = App.useApp();
  const step = useAlarmStep(alarm);
  if (!alarm.steps.includes("confirm_fire")) return null;

  function ask() {
    modal.confirm({
      title: t("fire.confirmAsk"),
      content: t("fire.confirmHint"),
      icon: null,
      okText: t("fire.confirmYes"),
      okButtonProps: { danger: true, "data-testid": "confirm-fire-ok" },
      onOk: () => step.mutateAsync({ step: "confirm_fire" }).catch(() => undefined),
    });
  }

  return (
    <Button type={primary ? "primary" : "default"} danger={primary} size={primary ? "large" : "middle"} loading={step.isPending} onClick={ask} data-testid="confirm-fire">
      {t("fire.confirm")}
    </Button>
  );
}
