import { Button, Segmented } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { ExportButton } from "../../layout/export-button";
import { Page } from "../../layout/page";
import { PagedList } from "../../layout/paged-list";
import { useWords } from "../../messages/language-context";
import { useHere, useMay } from "../../sites/site-context";
import { EmergencyTabs } from "../emergency-tabs";
import styles from "./supplies.module.css";
import { SupplyCard } from "./supply-card";
import { SupplyDialog } from "./supply-dialog";
import { useSupplies } from "./use-supplies";

/** What is kept for emergencies: what there is, where, and when somebody last looked. */
export default function SuppliesPage() {
  const { t } = useWords();
  const { site } = useHere();
  const may = useMay("keep_supplies");
  const [params, setParams] = useSearchParams();
  const [adding, setAdding] = useState(false);
  const removed = params.get("view") === "removed";
  const query = useSupplies(site.id, removed);

  return (
    <Page
      title={t("supplies.title")}
      actions={
        <>
          <ExportButton path="/api/v1/supplies" query={{ site: site.id, removed }} name="supplies" />
          {may && (
            <Button type="primary" onClick={() => setAdding(true)} data-testid="supply-add">
              {t("supplies.add")}
            </Button>
          )}
        </>
      }
    >
      <EmergencyTabs />
      <div>
        <Segmented
          value={removed ? "removed" : "kept"}
          onChange={(chosen) => setParams(chosen === "removed" ? { view: "removed" } : {}, { replace: true })}
          options={[
            { value: "kept", label: t("supplies.kept") },
            { value: "removed", label: <span data-testid="supplies-removed">{t("supplies.removed")}</span> },
          ]}
        />
      </div>
      <PagedList query={query} none={t("supplies.none")} noneHint={t("supplies.noneHint")} testId="supply-list">
        {(supplies) => (
          <div className={styles.cards}>
            {supplies.map((supply) => (
              <SupplyCard key={supply.id} supply={supply} />
            ))}
          </div>
        )}
      </PagedList>
      {adding && <SupplyDialog close={() => setAdding(false)} />}
    </Page>
  );
}
