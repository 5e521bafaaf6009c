import { App } from "antd";
import { createElement, useCallback } from "react";

import { asProblem } from "../api/problem";
import { NoRoom } from "../offline/no-room";
import { useWords } from "../messages/language-context";

/** Tell a problem with something that a person just did; a conflict says that somebody was faster. */
export function useProblemNotice(): (error: unknown) => void {
  const { notification } = App.useApp();
  const { t, word } = useWords();
  return useCallback(
    (error) => {
      const problem = asProblem(error);
      if (error instanceof NoRoom) notification.error({ title: t("offline.full") });
      else if (problem.conflict) {
        const did = problem.meanwhile.map(({ name, event }) => t("service.didMeanwhile", { name, event: word("order.event", event) }));
        notification.warning({
          title: t("problem.conflict"),
          description: [...did, t("problem.conflictHint")].map((line) => createElement("div", { key: line }, line)),
        });
      } else {
        notification.error({
          title: problem.status === 0 ? t("problem.unreachable") : problem.title || t("problem.title"),
          description: problem.status === 0 ? t("problem.notSaved") : problem.detail,
        });
      }
    },
    [notification, t, word],
  );
}
