import { Button, Segmented } from "antd";
import { useCallback, useMemo, useRef, useState } from "react";
import { useSearchParams } from "react-router";

import { Icon } from "../icons/icon";
import { ExportButton } from "../layout/export-button";
import { Page } from "../layout/page";
import { recall, remember } from "../layout/preferences";
import { useNarrow } from "../layout/use-media";
import { useWords } from "../messages/language-context";
import { useHere, useMay } from "../sites/site-context";
import { MyOrders } from "./my-orders";
import { NewOrderDialog } from "./new-order-dialog";
import { OrderBoard } from "./order-board";
import { OrderCalendar } from "./order-calendar";
import { type OrderFilter, orderFilterOf, orderParams, orderQuery } from "./order-filter";
import { OrderFilterBar } from "./order-filter-bar";
import { OrderList } from "./order-list";
import { type View, viewOf, viewsFor } from "./order-views";
import { useOrderKeys } from "./use-order-keys";
import { usePlacedFilter } from "./use-placed-filter";
import { useStepTaking } from "./use-step-taking";

/** What of the address is about how it is shown, not about what. */
const LOOKS = ["view", "day", "length"] as const;

/** Work orders: what is mine, a board of states, a list, a calendar. */
export default function OrdersPage() {
  const { t } = useWords();
  const { site } = useHere();
  const narrow = useNarrow();
  const mayRequest = useMay("request_order");
  const works = useMay("work_order");
  const [params, setParams] = useSearchParams();
  const [asking, setAsking] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  const taking = useStepTaking();
  useOrderKeys(list, taking);
  // A link that filters means the list, not what is mine.
  const filtered = [...params.keys()].some((name) => !(LOOKS as readonly string[]).includes(name));
  const asked = params.get("view") ?? (narrow && filtered ? "table" : recall(narrow ? "orders.phone-view" : "orders.view"));
  const view = viewOf(asked, { narrow, works });
  const told = useMemo(() => {
    const read = orderFilterOf(params, site.id, site.time_zone);
    return view === "table" ? read : { ...read, sort: "-opened" as const };
  }, [params, site, view]);
  const filter = usePlacedFilter(told);

  const choose = useCallback(
    (chosen: OrderFilter) => {
      const next = orderParams(chosen);
      for (const name of LOOKS) {
        const shown = params.get(name);
        if (shown !== null) next.set(name, shown);
      }
      // Otherwise a phone would take a filter that has just been emptied for a wish to see what is mine.
      next.set("view", view);
      setParams(next, { replace: true });
    },
    [params, setParams, view],
  );

  function show(chosen: View) {
    remember(narrow ? "orders.phone-view" : "orders.view", chosen);
    const next = new URLSearchParams(params);
    next.set("view", chosen);
    setParams(next, { replace: true });
  }

  return (
    <Page
      title={t("orders.title")}
      actions={
        <>
          <Segmented<View> value={view} onChange={show} options={viewsFor({ narrow, works }).map((one) => ({ value: one, label: t(`board.view.${one}`) }))} data-testid="order-views" />
          {!narrow && <ExportButton path="/api/v1/work-orders" query={orderQuery(filter)} name="work-orders" />}
          {mayRequest && (
            <Button type={view === "mine" ? "default" : "primary"} icon={<Icon name="plus" />} onClick={() => setAsking(true)} data-testid="new-order">
              {t("orders.new")}
            </Button>
          )}
        </>
      }
    >
      {view !== "mine" && <OrderFilterBar filter={filter} choose={choose} withState={view === "table" || view === "calendar"} />}
      <div ref={list}>
        {view === "mine" && <MyOrders taking={taking} />}
        {view === "board" && <OrderBoard filter={filter} taking={taking} />}
        {view === "table" && <OrderList filter={filter} filtered={filtered} choose={choose} clear={() => setParams({ view })} />}
        {view === "calendar" && <OrderCalendar filter={filter} />}
      </div>
      {taking.dialog}
      <NewOrderDialog open={asking} close={() => setAsking(false)} />
    </Page>
  );
}
