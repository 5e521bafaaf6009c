import { Empty, Skeleton } from "antd";

import { ExportButton } from "../layout/export-button";
import { Failure } from "../layout/failure";
import { Page } from "../layout/page";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { OutOfServiceList } from "./out-of-service-list";
import { PermitTabs } from "./permit-tabs";
import { useOutOfService } from "./use-out-of-service";

/** What is out of service now: hidden visibly, with a reason and an end. */
export default function OutOfServicePage() {
  const { t } = useWords();
  const { site } = useHere();
  const { data: entries, error, refetch } = useOutOfService();
  return (
    <Page title={t("outOfService.title")} actions={<ExportButton path="/api/v1/out-of-service" query={{ site: site.id }} name="out-of-service" />}>
      <PermitTabs />
      <p className="quiet">{t("outOfService.what")}</p>
      <div data-testid="out-of-service-list" aria-busy={entries === undefined && error === null}>
        {entries === undefined ? (
          error === null ? (
            <Skeleton active paragraph={{ rows: 4 }} />
          ) : (
            <Failure error={error} retry={() => void refetch()} />
          )
        ) : entries.length === 0 ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("outOfService.none")}>
            <p className="quiet">{t("outOfService.noneHint")}</p>
          </Empty>
        ) : (
          <OutOfServiceList entries={entries} />
        )}
      </div>
    </Page>
  );
}
