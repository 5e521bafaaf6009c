import { useQuery } from "@tanstack/react-query";
import { Card } from "antd";
import { Link } from "react-router";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { WorkOrderDetail } from "../api/schema";
import { useWords } from "../messages/language-context";
import { useMay } from "../sites/site-context";
import { Moment } from "../time/moment";

/** An order that another system opened: what it is called there, until when they want it, and whether they know how it stands. */
export function OutsideCard({ order }: { readonly order: WorkOrderDetail }) {
  const { t, word } = useWords();
  const maySeeLog = useMay("view_integrations");
  const comes = order.outside !== null;
  const { data: outside } = useQuery({
    queryKey: keys.outside(order.id, order.version),
    queryFn: () => data(api.GET("/api/v1/work-orders/{order_id}/outside", { params: { path: { order_id: order.id } } })),
    enabled: comes,
  });
  if (order.outside === null) return null;
  const callback = outside?.callback ?? null;
  return (
    <Card size="small" title={t("views.outside.title", { system: order.outside.system })} data-testid="outside-card">
      <div style={{ display: "grid", gap: 6 }}>
        <span>
          {t("views.outside.number")} <strong className="number">{order.outside.outside_id}</strong>
          {outside !== undefined && (
            <span className="quiet">
              {" · "}
              <Moment at={outside.opened_at} />
            </span>
          )}
        </span>
        {order.due.resolve_by !== null && (
          <span className={order.overdue.includes("resolve_by") ? "late" : undefined}>
            {t("orders.resolve_by")} <Moment at={order.due.resolve_by} />
          </span>
        )}
        {outside !== undefined && (
          <span className={callback?.state === "failed" ? "late" : "quiet"} data-testid="callback" data-state={callback?.state ?? "none"}>
            {callback === null ? (
              t("views.outside.nothingTold")
            ) : (
              <>
                {word("views.callback", callback.state)} · <Moment at={callback.at} />
                {maySeeLog && (
                  <>
                    {" · "}
                    <Link to={`/outside/${callback.webhook_id}`}>{t("views.outside.log")}</Link>
                  </>
                )}
              </>
            )}
          </span>
        )}
      </div>
    </Card>
  );
}
