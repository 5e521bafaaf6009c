import { App } from "antd";
import { useEffect } from "react";
import { useBlocker } from "react-router";

import { useWords } from "../../messages/language-context";

/** While `unsaved`, whoever leaves the page is asked first: by a link or the way back, and by closing the tab. */
export function useLeaveGuard(unsaved: boolean): void {
  const { modal } = App.useApp();
  const { t } = useWords();
  const blocker = useBlocker(({ currentLocation, nextLocation }) => unsaved && currentLocation.pathname !== nextLocation.pathname);

  useEffect(() => {
    if (blocker.state !== "blocked") return undefined;
    const asked = modal.confirm({
      title: t("rules.leaveTitle"),
      content: t("rules.leaveHint"),
      okText: t("rules.leave"),
      cancelText: t("rules.stay"),
      okButtonProps: { danger: true },
      focusable: { autoFocusButton: "cancel" },
      onOk: () => blocker.proceed(),
      onCancel: () => blocker.reset(),
    });
    return () => asked.destroy();
  }, [blocker, modal, t]);

  useEffect(() => {
    if (!unsaved) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [unsaved]);
}
