import { Button, Segmented } from "antd";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";

import { Icon } from "../icons/icon";
import { ExportButton } from "../layout/export-button";
import { Page } from "../layout/page";
import { PagedList } from "../layout/paged-list";
import { useWords } from "../messages/language-context";
import { useHere, useMay } from "../sites/site-context";
import { DraftDialog } from "./draft-dialog";
import { NoticeCards } from "./notice-card";
import { noticeQuery, useNotices } from "./use-notices";

type View = "open" | "waits" | "all";

/** What residents are told: drafts, what waits for approval, what is out. */
export default function NoticesPage() {
  const { t } = useWords();
  const { site } = useHere();
  const mayWrite = useMay("write_notices");
  const seesPersonal = useMay("view_personal");
  const [drafting, setDrafting] = useState(false);
  const [params, setParams] = useSearchParams();
  const asked = params.get("view");
  const view: View = asked === "all" || asked === "waits" ? asked : "open";
  const filter = { site: site.id, view };
  const query = useNotices(filter);

  return (
    <Page
      title={t("notices.title")}
      actions={
        <>
          {seesPersonal && <Link to="/notices/recipients">{t("notices.recipients")}</Link>}
          <ExportButton path="/api/v1/notices" query={noticeQuery(filter)} name="notices" />
          {mayWrite && (
            <Button type="primary" icon={<Icon name="plus" />} onClick={() => setDrafting(true)} data-testid="draft-notice">
              {t("notices.draft")}
            </Button>
          )}
        </>
      }
    >
      <div>
        <Segmented<View>
          value={view}
          onChange={(chosen) => setParams(chosen === "open" ? {} : { view: chosen }, { replace: true })}
          options={[
            { value: "open", label: t("notices.open") },
            { value: "waits", label: t("notices.waits") },
            { value: "all", label: t("notices.all") },
          ]}
          data-testid="notice-views"
        />
      </div>
      <PagedList query={query} none={t("notices.none")} noneHint={t("notices.noneHint")} testId="notice-list">
        {(notices) => <NoticeCards notices={notices} />}
      </PagedList>
      {drafting && <DraftDialog close={() => setDrafting(false)} />}
    </Page>
  );
}
