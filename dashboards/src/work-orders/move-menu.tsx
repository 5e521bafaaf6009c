import { Button, Dropdown, type MenuProps } from "antd";
import { useState } from "react";

import type { WorkOrder, WorkOrderDetail } from "../api/schema";
import { Icon } from "../icons/icon";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { movesOf } from "./board-columns";
import styles from "./order-board.module.css";
import type { StepTaking } from "./use-step-taking";

/** The same moves as by drag and drop, for the keyboard, for fingers and for screen readers. */
export function MoveMenu({ order, taking }: { readonly order: WorkOrder; readonly taking: StepTaking }) {
  const { t, word, text } = useWords();
  const tell = useProblemNotice();
  const [detail, setDetail] = useState<WorkOrderDetail | null>(null);
  const [asking, setAsking] = useState(false);
  const moves = detail === null ? [] : [...movesOf(detail, detail.steps)];
  const items: MenuProps["items"] =
    moves.length === 0
      ? [{ key: "none", disabled: true, label: t("board.noMove") }]
      : moves.map(([name, step]) => ({
          key: name,
          label: <span data-testid={`move-${name}`}>{t("board.moveTo", { column: t(`board.column.${name}`), step: word("order.step", step) })}</span>,
          onClick: () => detail !== null && taking.begin(detail, step),
        }));

  /** It opens when it is known what may be done, so that the first item can take the focus. */
  async function open(shown: boolean) {
    setDetail(null);
    if (!shown) return;
    setAsking(true);
    await taking.ask(order.id).then(setDetail, tell);
    setAsking(false);
  }

  return (
    <Dropdown trigger={["click"]} open={detail !== null} onOpenChange={(shown) => void open(shown)} menu={{ items }} autoFocus>
      <Button
        type="text"
        size="small"
        className={styles.move}
        loading={asking}
        icon={<Icon name="more" />}
        aria-label={t("board.move", { title: text(order.title) })}
        data-testid="move"
      />
    </Dropdown>
  );
}
