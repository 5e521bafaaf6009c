import { Button, Segmented } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { Icon } from "../icons/icon";
import { ExportButton } from "../layout/export-button";
import { Page } from "../layout/page";
import { PagedList } from "../layout/paged-list";
import { useWords } from "../messages/language-context";
import { useHere, useMay } from "../sites/site-context";
import { BlowDialog } from "./blow-dialog";
import { useWhistles, whistleQuery } from "./use-whistles";
import { WhistleCards } from "./whistle-cards";

type View = "open" | "mine" | "all";

/** Matters for which several departments were called. */
export default function WhistlesPage() {
  const { t } = useWords();
  const { site, me } = useHere();
  const mayBlow = useMay("whistle");
  const [asking, setAsking] = useState(false);
  const [params, setParams] = useSearchParams();
  const asked = params.get("view");
  const view: View = asked === "all" || (asked === "mine" && me.department !== null) ? asked : "open";
  const filter = { site: site.id, open: view !== "all", awaits: view === "mine" ? me.department : null, order: null };
  const query = useWhistles(filter);

  return (
    <Page
      title={t("whistles.title")}
      actions={
        <>
          <ExportButton path="/api/v1/whistles" query={whistleQuery(filter)} name="whistles" />
          {mayBlow && (
            <Button type="primary" icon={<Icon name="whistle" />} onClick={() => setAsking(true)} data-testid="blow">
              {t("whistles.blow")}
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
            { value: "open", label: t("whistles.open") },
            ...(me.department === null ? [] : [{ value: "mine" as const, label: t("whistles.mine") }]),
            { value: "all", label: t("whistles.all") },
          ]}
          data-testid="whistle-views"
        />
      </div>
      <PagedList query={query} none={t("whistles.none")} noneHint={t("whistles.noneHint")} testId="whistle-list">
        {(whistles) => <WhistleCards whistles={whistles} />}
      </PagedList>
      {asking && <BlowDialog close={() => setAsking(false)} />}
    </Page>
  );
}
