import { Alert, Button } from "antd";
import { useRef, useState } from "react";

import type { OrderImport } from "../api/schema";
import actionStyles from "../layout/actions.module.css";
import { download } from "../layout/download";
import { Page } from "../layout/page";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { ImportRows } from "./import-rows";
import { OutsideTabs } from "./outside-tabs";
import { useImport } from "./use-import";

/** Bring over what is open in another system: look first, then do it. */
export default function ImportPage() {
  const { t, language } = useWords();
  const tell = useProblemNotice();
  const asking = useImport();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [told, setTold] = useState<OrderImport | null>(null);

  function ask(chosen: File, dryRun: boolean) {
    setFile(chosen);
    asking.mutate({ file: chosen, dryRun }, { onSuccess: setTold, onError: () => setTold(null) });
  }

  const ready = told !== null && file !== null && told.dry_run && told.new > 0;
  return (
    <Page
      title={t("outside.title")}
      actions={
        <Button
          onClick={() => void download(`/api/v1/work-orders/import/template?lang=${language}`, "work-orders.xlsx").catch(tell)}
          data-testid="import-template"
        >
          {t("outside.import.template")}
        </Button>
      }
    >
      <OutsideTabs />
      <p className="quiet">{t("outside.import.what")}</p>
      <input
        ref={input}
        type="file"
        accept=".csv,.xlsx,text/csv"
        // Not `hidden`: forms of Ant Design show file inputs again.
        style={{ display: "none" }}
        data-testid="import-file"
        onChange={(event) => {
          const chosen = event.target.files?.[0];
          event.target.value = "";
          if (chosen !== undefined) ask(chosen, true);
        }}
      />
      {told !== null && (
        <Alert
          type={told.wrong > 0 ? "warning" : told.dry_run ? "info" : "success"}
          showIcon
          title={told.dry_run ? file?.name : t("outside.import.done", { n: told.new })}
          description={
            <>
              {t("outside.import.counts", { new: told.new, known: told.known, wrong: told.wrong })}
              {told.wrong > 0 && <div>{t("outside.import.wrongLeft")}</div>}
            </>
          }
          data-testid="import-told"
        />
      )}
      <div className={actionStyles.actions}>
        {ready && (
          <Button type="primary" loading={asking.isPending} onClick={() => ask(file, false)} data-testid="import-do">
            {t("outside.import.do", { n: told.new })}
          </Button>
        )}
        <Button
          type={ready ? "default" : "primary"}
          loading={!ready && asking.isPending}
          onClick={() => input.current?.click()}
          data-testid="import-choose"
        >
          {t(told === null ? "outside.import.choose" : "outside.import.another")}
        </Button>
        {told === null && <span className="quiet">{t("outside.import.kinds")}</span>}
      </div>
      {told !== null && <ImportRows rows={told.rows} />}
    </Page>
  );
}
