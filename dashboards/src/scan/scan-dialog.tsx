import { Modal } from "antd";

import { CodeReader } from "./code-reader";

interface ScanDialogProps {
  readonly title: string;
  readonly close: () => void;
  readonly take: (code: string) => void;
  readonly busy?: boolean;
}

/** A code for something that is under way: a step that wants to be proved on site. */
export function ScanDialog({ title, close, take, busy = false }: ScanDialogProps) {
  return (
    <Modal open onCancel={close} footer={null} title={title} destroyOnHidden>
      <CodeReader take={take} busy={busy} />
    </Modal>
  );
}
