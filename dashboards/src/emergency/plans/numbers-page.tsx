import { Button, Empty, Skeleton } from "antd";
import { useState } from "react";

import { ExportButton } from "../../layout/export-button";
import { Failure } from "../../layout/failure";
import { Page } from "../../layout/page";
import { useWords } from "../../messages/language-context";
import { useHere, useMay } from "../../sites/site-context";
import { EmergencyTabs } from "../emergency-tabs";
import styles from "./em-plans.module.css";
import { NumberCard } from "./number-card";
import { NumberDialog } from "./number-dialog";
import { inOrder } from "./numbers-order";
import { useNumbers } from "./use-plans";

/** Whom the site calls in an emergency: what is missing first, then what plans call, then the rest. */
export default function NumbersPage() {
  const { t } = useWords();
  const { site } = useHere();
  const may = useMay("write_plans");
  const [adding, setAdding] = useState(false);
  const { data: numbers, error, refetch } = useNumbers(site.id);
  return (
    <Page
      title={t("emPlans.numbers")}
      actions={
        <>
          <ExportButton path="/api/v1/emergency-numbers" query={{ site: site.id }} name="emergency-numbers" />
          {may && (
            <Button type="primary" onClick={() => setAdding(true)} data-testid="number-add">
              {t("emPlans.numberAdd")}
            </Button>
          )}
        </>
      }
    >
      <EmergencyTabs />
      <p className="quiet">{t("emPlans.numbersHint")}</p>
      {numbers === undefined && error === null && <Skeleton active paragraph={{ rows: 8 }} />}
      {numbers === undefined && error !== null && <Failure error={error} retry={() => void refetch()} />}
      {numbers?.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} />}
      <div className={styles.cards} data-testid="numbers">
        {numbers !== undefined && inOrder(numbers).map((number) => <NumberCard key={number.contact} number={number} />)}
      </div>
      {adding && <NumberDialog close={() => setAdding(false)} />}
    </Page>
  );
}
