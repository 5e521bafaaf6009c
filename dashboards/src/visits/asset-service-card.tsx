import { useQuery } from "@tanstack/react-query";
import { Card } from "antd";
import { Link } from "react-router";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { AssetDetail } from "../api/schema";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { usePersonName } from "../work-orders/use-people";

const SHOWN = 3;

/** When an asset was maintained and by whom, and when it has to be again; nothing where no service is known or asked for. */
export function AssetServiceCard({ asset }: { readonly asset: AssetDetail }) {
  const { t, word } = useWords();
  const nameOf = usePersonName();
  const { data: service } = useQuery({
    queryKey: keys.assetService(asset.site, asset.id),
    queryFn: () => data(api.GET("/api/v1/assets/{asset_id}/service", { params: { path: { asset_id: asset.id }, query: { site: asset.site } } })),
    staleTime: 60_000,
  });
  if (service === undefined || (service.every_days === null && service.services.length === 0)) return null;
  return (
    <Card size="small" title={t("visits.service")} data-testid="asset-service-card" data-overdue={service.overdue}>
      <div style={{ display: "grid", gap: 6 }}>
        <span>
          {service.due_at === null ? (
            <span className={service.every_days === null ? "quiet" : "severity-high"}>{t("visits.never")}</span>
          ) : (
            <span className={service.overdue ? "late" : undefined}>
              {t("views.service.next")} <Moment at={service.due_at} />
            </span>
          )}
          {service.every_days !== null && <span className="quiet"> · {t("visits.everyDays", { n: service.every_days })}</span>}
        </span>
        <ul style={{ display: "grid", gap: 4 }}>
          {service.services.slice(0, SHOWN).map((record) => (
            <li key={record.id} data-testid="asset-service-record">
              {record.visit_id === null ? word("visit.purpose", record.purpose) : <Link to={`/visits/${record.visit_id}`}>{word("visit.purpose", record.purpose)}</Link>}
              <span className="quiet">
                {" · "}
                {nameOf(record.by)} · <Moment at={record.at} />
              </span>
            </li>
          ))}
        </ul>
      </div>
    </Card>
  );
}
