import { Button, Checkbox, Input, Modal } from "antd";

import type { SavedView, ViewedPage } from "../api/schema";
import { Icon } from "../icons/icon";
import { useWords } from "../messages/language-context";
import { useHere, useMay } from "../sites/site-context";
import { moved } from "./moved";
import { LONGEST_NAME } from "./save-view-dialog";
import { useViewWrites } from "./use-views";
import styles from "./views-dialog.module.css";

interface ViewsDialogProps {
  readonly page: ViewedPage;
  readonly views: readonly SavedView[];
  readonly close: () => void;
}

/** One's views: another name, another place, shared or not, gone. Each change is kept at once. */
export function ViewsDialog({ page, views, close }: ViewsDialogProps) {
  const { t, text } = useWords();
  const { site, sites } = useHere();
  const mayShare = useMay("share_view");
  const write = useViewWrites(page);
  const ids = views.map(({ id }) => id);

  function rename(view: SavedView, written: string) {
    const name = written.trim();
    if (name !== "" && name !== view.name) write.mutate({ change: view, to: { name } });
  }

  return (
    <Modal open onCancel={close} footer={null} title={t("views.arrange")}>
      <ul className={styles.list}>
        {views.map((view, place) => (
          <li key={`${view.id} ${view.version}`} className={styles.view} data-testid="own-view" data-view={view.name}>
            <Input
              defaultValue={view.name}
              maxLength={LONGEST_NAME}
              aria-label={t("views.rename", { name: view.name })}
              onBlur={(event) => rename(view, event.target.value)}
              onPressEnter={(event) => event.currentTarget.blur()}
              data-testid="rename-view"
            />
            <Button
              disabled={place === 0 || write.isPending}
              onClick={() => write.mutate({ order: moved(ids, place, place - 1) })}
              aria-label={t("views.up", { name: view.name })}
              data-testid="view-up"
            >
              ↑
            </Button>
            <Button
              disabled={place === views.length - 1 || write.isPending}
              onClick={() => write.mutate({ order: moved(ids, place, place + 1) })}
              aria-label={t("views.down", { name: view.name })}
            >
              ↓
            </Button>
            <Button
              danger
              icon={<Icon name="close" />}
              disabled={write.isPending}
              onClick={() => write.mutate({ remove: view })}
              aria-label={t("views.remove", { name: view.name })}
              data-testid="remove-view"
            />
            {mayShare && (
              <Checkbox
                className={styles.share}
                checked={view.shared_with !== null}
                onChange={(event) => write.mutate({ change: view, to: { shared_with: event.target.checked ? site.id : "" } })}
              >
                {t("views.share", { site: text((sites.find(({ id }) => id === view.shared_with) ?? site).name) })}
              </Checkbox>
            )}
          </li>
        ))}
      </ul>
    </Modal>
  );
}
