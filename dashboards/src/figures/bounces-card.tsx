import { useQuery } from "@tanstack/react-query";
import { Card } from "antd";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import { ExportButton } from "../layout/export-button";
import { useWords } from "../messages/language-context";
import { useHere, useMay } from "../sites/site-context";

/** Orders that departments sent back or on: where work bounces, somebody has to say whose it is. */
export function BouncesCard({ date, days }: { readonly date: string; readonly days: number }) {
  const { t, word } = useWords();
  const { site } = useHere();
  const may = useMay("report");
  const { data: report } = useQuery({
    queryKey: keys.bounces(site.id, date, days),
    queryFn: () => data(api.GET("/api/v1/reports/bounces", { params: { query: { site: site.id, date, days } } })),
    enabled: may,
  });
  if (!may || report === undefined) return null;
  return (
    <Card
      size="small"
      title={t("views.bounces.title")}
      extra={<ExportButton path="/api/v1/reports/bounces" query={{ site: site.id, date, days: String(days) }} name="bounces" />}
      data-testid="bounces"
    >
      {report.items.length === 0 ? (
        <p className="quiet">{t("views.bounces.none")}</p>
      ) : (
        <ul style={{ display: "grid", gap: 6 }}>
          {report.items.map(({ department, declined, transferred }) => (
            <li key={department ?? ""}>
              <strong>{department === null ? t("views.bounces.noDepartment") : word("department", department)}</strong>{" "}
              <span className="number">{t("views.bounces.counts", { declined, transferred })}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
