import { Button, Segmented } from "antd";
import { useCallback, useMemo, useState } from "react";
import { useSearchParams } from "react-router";

import { Icon } from "../icons/icon";
import { ExportButton } from "../layout/export-button";
import { Page } from "../layout/page";
import { recall, remember } from "../layout/preferences";
import { useNarrow } from "../layout/use-media";
import { useWords } from "../messages/language-context";
import { useHere, useMay } from "../sites/site-context";
import { NewOrderDialog } from "./new-order-dialog";
import { OrderBoard } from "./order-board";
import { type OrderFilter, orderFilterOf, orderParams, orderQuery } from "./order-filter";
import { OrderFilterBar } from "./order-filter-bar";
import { OrderList } from "./order-list";

type View = "board" | "table";

/** Work orders as a board of states or as a list. */
export default function OrdersPage() {
  const { t } = useWords();
  const { site } = useHere();
  const narrow = useNarrow();
  const mayRequest = useMay("request_order");
  const [params, setParams] = useSearchParams();
  const [asking, setAsking] = useState(false);
  const asked = params.get("view") ?? recall("orders.view");
  const view: View = asked === "table" || narrow ? "table" : "board";
  const filter = useMemo(() => orderFilterOf(params, site.id), [params, site.id]);

  const choose = useCallback(
    (chosen: OrderFilter) => {
      const next = orderParams(chosen);
      const shown = params.get("view");
      if (shown !== null) next.set("view", shown);
      setParams(next, { replace: true });
    },
    [params, setParams],
  );

  function show(chosen: View) {
    remember("orders.view", chosen);
    const next = new URLSearchParams(params);
    next.set("view", chosen);
    setParams(next, { replace: true });
  }

  return (
    <Page
      title={t("orders.title")}
      actions={
        <>
          {!narrow && (
            <Segmented<View>
              value={view}
              onChange={show}
              options={[
                { value: "board", label: t("orders.board") },
                { value: "table", label: t("orders.table") },
              ]}
            />
          )}
          <ExportButton path="/api/v1/work-orders" query={orderQuery(filter)} name="work-orders" />
          {mayRequest && (
            <Button type="primary" icon={<Icon name="plus" />} onClick={() => setAsking(true)} data-testid="new-order">
              {t("orders.new")}
            </Button>
          )}
        </>
      }
    >
      <OrderFilterBar filter={filter} choose={choose} withState={view === "table"} />
      {view === "board" ? <OrderBoard filter={filter} /> : <OrderList filter={filter} filtered={params.size > 0} clear={() => setParams({})} />}
      <NewOrderDialog open={asking} close={() => setAsking(false)} />
    </Page>
  );
}
