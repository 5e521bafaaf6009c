import { Button, Popconfirm } from "antd";

import { useWords } from "../messages/language-context";
import { useDutyWrite, useMyDuty } from "./use-duty";

interface SignOnButtonProps {
  /** What else the same tap does as somebody comes on duty. */
  readonly also?: () => void;
}

/** I am on duty, or no longer: one tap. */
export function SignOnButton({ also }: SignOnButtonProps) {
  const { t } = useWords();
  const { data } = useMyDuty();
  const write = useDutyWrite();
  if (data === undefined) return null;
  if (data.duty === null) {
    return (
      <Button
        type="primary"
        loading={write.isPending}
        onClick={() => {
          also?.();
          write.mutate({ kind: "me", on: true });
        }}
        data-testid="sign-on"
      >
        {t("dispatch.duty.signOn")}
      </Button>
    );
  }
  return (
    <Popconfirm title={t("dispatch.duty.signOffSure")} okText={t("dispatch.duty.signOff")} cancelText={t("dispatch.duty.stay")} onConfirm={() => write.mutate({ kind: "me", on: false })}>
      <Button loading={write.isPending} data-testid="sign-off">
        {t("dispatch.duty.signOff")}
      </Button>
    </Popconfirm>
  );
}
