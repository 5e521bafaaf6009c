import { Button, Dropdown, Input, type MenuProps, Modal } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { Icon } from "../icons/icon";
import { useWords } from "../messages/language-context";
import { keepViews, savedViews, withoutView, withView } from "./saved-views";

const LONGEST_NAME = 40;

/** Filters with a name: choose one, keep the present one, drop one. */
export function ViewsMenu() {
  const { t } = useWords();
  const [params, setParams] = useSearchParams();
  const [views, setViews] = useState(savedViews);
  const [naming, setNaming] = useState<string | null>(null);
  const present = params.toString();
  const shown = views.find(({ address }) => address === present);

  function keep(next: typeof views) {
    setViews(next);
    keepViews(next);
  }

  function save() {
    const name = (naming ?? "").trim();
    if (name === "") return;
    keep(withView(views, { name, address: present }));
    setNaming(null);
  }

  const items: MenuProps["items"] = [
    ...views.map(({ name, address }) => ({ key: `view ${name}`, label: name, onClick: () => setParams(new URLSearchParams(address)) })),
    ...(views.length > 0 ? [{ key: "line", type: "divider" as const }] : []),
    { key: "save", label: <span data-testid="save-view">{t("board.saveView")}</span>, onClick: () => setNaming(shown?.name ?? "") },
    ...(shown === undefined ? [] : [{ key: "drop", danger: true, label: t("board.dropView", { name: shown.name }), onClick: () => keep(withoutView(views, shown.name)) }]),
  ];
  return (
    <>
      <Dropdown trigger={["click"]} menu={{ items }}>
        <Button icon={<Icon name="orders" />} data-testid="views">
          {shown?.name ?? t("board.views")}
        </Button>
      </Dropdown>
      <Modal
        open={naming !== null}
        onCancel={() => setNaming(null)}
        onOk={save}
        title={t("board.saveView")}
        okText={t("board.save")}
        okButtonProps={{ disabled: (naming ?? "").trim() === "", "data-testid": "save-view-ok" }}
      >
        <p className="quiet">{t("board.viewsHint")}</p>
        <Input
          value={naming ?? ""}
          onChange={(event) => setNaming(event.target.value)}
          onPressEnter={save}
          maxLength={LONGEST_NAME}
          placeholder={t("board.viewName")}
          aria-label={t("board.viewName")}
          data-testid="view-name"
          autoFocus
        />
      </Modal>
    </>
  );
}
