import { Modal } from "antd";

import { useWords } from "../messages/language-context";
import type { MessageKey } from "../messages/translate";
import styles from "./keyboard-help.module.css";

const KEYS: readonly (readonly [string, MessageKey])[] = [
  ["/", "help.search"],
  ["a", "help.acknowledge"],
  ["n", "help.next"],
  [".", "help.showWaiting"],
  ["j k", "board.help.walk"],
  ["Enter", "board.help.open"],
  ["a", "board.help.accept"],
  ["c", "board.help.complete"],
  ["m", "board.help.note"],
  ["Ctrl+K", "board.help.find"],
  ["g o", "help.goOverview"],
  ["g a", "help.goAlarms"],
  ["g w", "help.goOrders"],
  ["g e", "help.goAssets"],
  ["g i", "help.goIncidents"],
  ["g p", "help.goPermits"],
  ["g f", "help.goFigures"],
  ["g r", "help.goRules"],
  ["Esc", "help.close"],
  ["?", "help.help"],
];

export function KeyboardHelp({ open, close }: { readonly open: boolean; readonly close: () => void }) {
  const { t } = useWords();
  return (
    <Modal open={open} onCancel={close} footer={null} title={t("help.title")} width={760}>
      <dl className={styles.keys}>
        {KEYS.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              {key.split(" ").map((part) => (
                <kbd key={part}>{part}</kbd>
              ))}
            </dt>
            <dd>{t(meaning)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
