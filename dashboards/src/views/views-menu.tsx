import { App, Button, Dropdown, type MenuProps } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";

import type { SavedView, ViewedPage } from "../api/schema";
import { Icon } from "../icons/icon";
import { useWords } from "../messages/language-context";
import { SaveViewDialog } from "./save-view-dialog";
import { useViews } from "./use-views";
import { ViewsDialog } from "./views-dialog";

/** Filters with a name: choose one, keep the present one, send its link, put them in order. */
export function ViewsMenu({ page }: { readonly page: ViewedPage }) {
  const { t } = useWords();
  const { message } = App.useApp();
  const [params, setParams] = useSearchParams();
  const views = useViews(page);
  const [dialog, setDialog] = useState<"save" | "arrange" | null>(null);
  const present = params.toString();
  const shown = views.find(({ query }) => query === present);

  async function copyLink() {
    try {
      await navigator.clipboard.writeText(window.location.href);
      void message.success(t("views.copied"));
    } catch {
      void message.info(t("views.copyByHand")); // over plain http browsers give no clipboard
    }
  }

  function item({ id, name, query, mine, by }: SavedView) {
    return {
      key: id,
      label: (
        <span data-testid="view" data-view={name}>
          {name}
          {!mine && <span className="quiet"> · {by}</span>}
        </span>
      ),
      onClick: () => setParams(new URLSearchParams(query)),
    };
  }

  const own = views.filter(({ mine }) => mine);
  const shared = views.filter(({ mine }) => !mine);
  const items: MenuProps["items"] = [
    ...own.map(item),
    ...(shared.length === 0 ? [] : [{ type: "group" as const, key: "shared", label: t("views.shared"), children: shared.map(item) }]),
    ...(views.length > 0 ? [{ key: "line", type: "divider" as const }] : []),
    { key: "save", label: <span data-testid="save-view">{t("views.save")}</span>, onClick: () => setDialog("save") },
    { key: "link", label: <span data-testid="copy-link">{t("views.copyLink")}</span>, onClick: () => void copyLink() },
    ...(own.length === 0 ? [] : [{ key: "arrange", label: <span data-testid="arrange-views">{t("views.arrange")}</span>, onClick: () => setDialog("arrange") }]),
  ];
  return (
    <>
      <Dropdown trigger={["click"]} menu={{ items }}>
        <Button icon={<Icon name="orders" />} data-testid="views">
          {shown?.name ?? t("views.title")}
        </Button>
      </Dropdown>
      {dialog === "save" && <SaveViewDialog page={page} query={present} views={own} usual={shown?.mine ? shown.name : ""} close={() => setDialog(null)} />}
      {dialog === "arrange" && <ViewsDialog page={page} views={own} close={() => setDialog(null)} />}
    </>
  );
}
