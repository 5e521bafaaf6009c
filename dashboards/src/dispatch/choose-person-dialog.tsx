import { Modal } from "antd";

import type { WorkOrder } from "../api/schema";
import { useWords } from "../messages/language-context";
import { CandidateList } from "./candidate-list";
import { useGive } from "./use-dispatch";

interface ChoosePersonDialogProps {
  readonly order: WorkOrder | null;
  readonly close: () => void;
}

/** Somebody else than proposed: one tap on a name. */
export function ChoosePersonDialog({ order, close }: ChoosePersonDialogProps) {
  const { t, text } = useWords();
  const give = useGive();
  return (
    <Modal open={order !== null} onCancel={close} footer={null} title={order === null ? "" : `${t("dispatch.whom")} · ${text(order.title)}`} destroyOnHidden>
      {order !== null && (
        <CandidateList
          order={order.id}
          busy={give.isPending}
          choose={(assignee, version) => give.mutate([{ order_id: order.id, assignee, version }], { onSuccess: close })}
        />
      )}
    </Modal>
  );
}
