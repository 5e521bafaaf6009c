import { App } from "antd";
import { type RefObject, useMemo } from "react";
import { useNavigate } from "react-router";

import type { OrderStep } from "../api/schema";
import { useListKeys } from "../layout/use-list-keys";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import type { StepTaking } from "./use-step-taking";

/** Keys of a list of orders: `j` `k` walk, Enter opens, `a` takes it, `c` completes it, `m` opens it to write a note. */
export function useOrderKeys(list: RefObject<HTMLElement | null>, taking: StepTaking): void {
  const { t, word } = useWords();
  const { message } = App.useApp();
  const tell = useProblemNotice();
  const navigate = useNavigate();
  const { ask, begin } = taking;
  const acts = useMemo(() => {
    const take = (step: OrderStep) => (id: string) => {
      ask(id).then((order) => {
        if (order.steps.includes(step)) begin(order, step);
        else void message.info(t("board.notNow", { step: word("order.step", step) }));
      }, tell);
    };
    return { a: take("accept"), c: take("complete"), m: (id: string) => void navigate(`/work-orders/${id}#chat`) };
  }, [ask, begin, message, navigate, t, tell, word]);
  useListKeys(list, acts);
}
