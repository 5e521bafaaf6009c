import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { type ReactNode, Suspense, useCallback, useState } from "react";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import { asProblem } from "../api/problem";
import type { OrderStep, StepIn, WorkOrder, WorkOrderDetail } from "../api/schema";
import { lazyOnDemand } from "../layout/lazy-part";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { withTexts } from "../messages/translate";
import { worksOffline } from "../offline/as-if-done";
import { lateStepOf } from "../offline/late-step-of";
import { orQueued } from "../offline/or-queued";
import { landing } from "./landing";
import { showOrder } from "./order-cache";
import { PLAIN_STEP } from "./plain-step";
import { asksFor } from "./step-needs";

/** Its form is more than the list that it stands over, and most steps need none. */
const StepDialog = lazyOnDemand(async () => (await withTexts(import("./step-dialog"))).StepDialog);

interface Taking {
  readonly order: WorkOrderDetail;
  readonly step: OrderStep;
  readonly given: Partial<StepIn>;
}

export interface StepTaking {
  /** What this person may do with an order now; asked once and kept for a moment. */
  readonly ask: (id: string) => Promise<WorkOrderDetail>;
  /** Take a step: at once, or with the dialog of those that need words. */
  readonly begin: (order: WorkOrderDetail, step: OrderStep) => void;
  /** Put it on the page: the dialog, and what is said aloud. */
  readonly dialog: ReactNode;
  /** The order whose step is under way. */
  readonly busy: string | null;
}

const FRESH_MS = 3_000;

/** Steps taken from a list: the card moves at once and goes back if the server says no. */
export function useStepTaking(): StepTaking {
  const client = useQueryClient();
  const tell = useProblemNotice();
  const { message } = App.useApp();
  const { t, word, text } = useWords();
  const [asking, setAsking] = useState<{ order: WorkOrderDetail; step: OrderStep } | null>(null);
  const [said, say] = useState("");

  const ask = useCallback(
    (id: string) =>
      client.query({
        queryKey: keys.order(id),
        queryFn: () => data(api.GET("/api/v1/work-orders/{order_id}", { params: { path: { order_id: id } } })),
        staleTime: FRESH_MS,
      }),
    [client],
  );

  const taking = useMutation({
    mutationFn: ({ order, step, given }: Taking) => {
      const send = (key?: string) =>
        data(
          api.POST("/api/v1/work-orders/{order_id}/{step}", {
            params: { path: { order_id: order.id, step }, header: { "if-match": `"${order.version}"`, "idempotency-key": key } },
            body: { ...PLAIN_STEP, ...given },
          }),
        );
      return worksOffline(step) ? orQueued(client, order, lateStepOf(order, step, given), send) : send();
    },
    onMutate: ({ order, step }) => showOrder(client, { ...listed(order), state: landing(order, step) ?? order.state }),
    onSuccess: (told, { step }) => {
      client.setQueryData(keys.order(told.id), told);
      showOrder(client, listed(told));
      say(t("board.moved", { title: text(told.title), step: word("order.step", step), state: word("order.state", told.state) }));
    },
    onError: (error, { order }) => {
      // Back to where it was, unless the stream has brought something newer meanwhile.
      showOrder(client, listed(order));
      tell(error);
      if (asProblem(error).conflict) void client.invalidateQueries({ queryKey: ["orders"] });
    },
    onSettled: (_told, _error, { order }) => {
      void client.invalidateQueries({ queryKey: keys.order(order.id) });
      void client.invalidateQueries({ queryKey: ["order-counts"] });
    },
  });

  const begin = useCallback(
    (order: WorkOrderDetail, step: OrderStep) => {
      const unfinished = order.tasks.filter((task) => task.required && task.done_at === null);
      if (step === "complete" && unfinished.length > 0) {
        void message.warning(t("orders.tasksFirst", { departments: unfinished.map((task) => word("department", task.department)).join(t("list.comma")) }));
      } else if (asksFor(step, order.needs_note)) setAsking({ order, step });
      else taking.mutate({ order, step, given: {} });
    },
    [message, t, taking, word],
  );

  const dialog = (
    <>
      <span className="visually-hidden" role="status">
        {said}
      </span>
      {asking !== null && (
        <Suspense fallback={null}>
          <StepDialog
            key={`${asking.order.id} ${asking.step}`}
            order={asking.order}
            step={asking.step}
            close={() => setAsking(null)}
            take={async (given) => {
              await taking.mutateAsync({ ...asking, given });
              setAsking(null);
            }}
          />
        </Suspense>
      )}
    </>
  );
  return { ask, begin, dialog, busy: taking.isPending ? taking.variables.order.id : null };
}

/** An order as lists hold it: without the timeline. */
function listed(order: WorkOrderDetail): WorkOrder {
  return { ...order, timeline: [] };
}
