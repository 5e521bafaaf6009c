import { App, Button } from "antd";

import { useWords } from "../../../messages/language-context";
import styles from "../em-plans.module.css";
import { valueAt } from "./editing";
import { useEditor } from "./editor-context";

interface ListButtonsProps {
  readonly list: string;
  readonly at: number;
  readonly length: number;
  readonly name: string;
}

/** Move a part up or down, or take it out; the notice brings it back. */
export function ListButtons({ list, at, length, name }: ListButtonsProps) {
  const { t } = useWords();
  const { notification } = App.useApp();
  const { plan, change } = useEditor();

  function remove() {
    const value = valueAt(plan, `${list}[${at}]`);
    const key = `removed-${list}-${at}`;
    change({ kind: "remove", list, at });
    notification.info({
      key,
      title: t("emPlans.removed", { name }),
      actions: (
        <Button
          onClick={() => {
            notification.destroy(key);
            change({ kind: "insert", list, at, value });
          }}
          data-testid="removed-undo"
        >
          {t("emPlans.undo")}
        </Button>
      ),
    });
  }

  return (
    <span className={styles.bar}>
      <Button size="small" disabled={at === 0} onClick={() => change({ kind: "move", list, from: at, to: at - 1 })} aria-label={t("emPlans.moveUp", { name })} data-testid="move-up">
        ↑
      </Button>
      <Button
        size="small"
        disabled={at === length - 1}
        onClick={() => change({ kind: "move", list, from: at, to: at + 1 })}
        aria-label={t("emPlans.moveDown", { name })}
        data-testid="move-down"
      >
        ↓
      </Button>
      <Button size="small" onClick={remove} aria-label={t("emPlans.removeIt", { name })} data-testid="remove">
        ✕
      </Button>
    </span>
  );
}
